/** What we use of mjml 5, which comes without types. */
declare module 'mjml' {
  interface MjmlNode {
    readonly tagName: string;
    readonly content?: string;
    readonly children?: readonly MjmlNode[];
  }
  interface MjmlResult {
    readonly html: string;
    readonly json: MjmlNode;
    readonly errors: readonly { readonly line: number; readonly tagName: string; readonly message: string }[];
  }
  interface MjmlOptions {
    readonly validationLevel?: 'soft' | 'strict' | 'skip';
    readonly ignoreIncludes?: boolean;
    readonly fonts?: Readonly<Record<string, string>>;
  }
  export default function mjml2html(mjml: string, options?: MjmlOptions): Promise<MjmlResult>;
}
