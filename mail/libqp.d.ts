/** What we use of libqp 2, which comes without types. */
declare module 'libqp' {
  const libqp: {
    /** Quoted-printable without line wrapping. */
    encode(text: string | Uint8Array): string;
    decode(text: string): Buffer;
    /** Adds soft line breaks. */
    wrap(encoded: string, lineLength?: number): string;
  };
  export default libqp;
}
