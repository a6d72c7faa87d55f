"""The attacks on what GUARANTEES promises: small in `make test`, in full by `make faults`.

    trials      what one trial found, and what an attack is
    campaign    many trials in parallel: progress, going on where it stopped, the table
    dialect     what a service's clients send, hear and find stored: all that an attack knows of it
    network     a TCP proxy that cuts, stalls and half-opens at a chosen byte
    clients     a client that comes back; one that says what no client should
    world       servers, a scripted model and data folders of one campaign
    g01 …       one module a guarantee

A further service is attacked by naming its Dialect.
"""
