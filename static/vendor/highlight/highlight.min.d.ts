// Ours, and no more of it than is used.

interface Emitter {
  spans: number[];
  length: number;
}

declare const hljs: {
  configure(options: { __emitter: new () => Emitter }): void;
  highlight(text: string, options: { language: string; ignoreIllegals: boolean }): { _emitter: Emitter };
  getLanguage(name: string): object | undefined;
};
export default hljs;
