"""The rooms of projects, and whose they are."""

from django.contrib.auth.base_user import AbstractBaseUser

from realtime.keys import RoomKey

SERVICE = "codegen"
ROOM_KIND = "project"


def project_room(project_id: str) -> RoomKey:
    """Return the room in which all sockets of one project are."""
    return RoomKey(SERVICE, ROOM_KIND, project_id)


def owns_project(user: AbstractBaseUser, project_id: str) -> bool:
    """The rule for signed-in users: `ada` owns the projects `ada` and `ada/…`.

    It asks no row: a project of somebody else answers like one that does not exist.
    """
    name = user.get_username()
    return project_id == name or project_id.startswith(f"{name}/")
