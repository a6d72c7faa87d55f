// Ours, and no more of it than is used.

export interface Token {
  type: string;
  raw: string;
  text: string;
  depth: number;
  href: string;
  tokens: Token[];
}

interface Renderer {
  parser: { parseInline(tokens: Token[]): string };
  link(token: Token & { title?: string | null }): string;
}

export class Marked {
  constructor(options: {
    gfm: boolean;
    breaks: boolean;
    renderer: Record<string, (this: Renderer, token: any) => string>;
  });
  lexer(text: string): Token[] & { links: Record<string, object> };
  parser(tokens: Token[] & { links?: Record<string, object> }): string;
}
