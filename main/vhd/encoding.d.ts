/** From the Encoding Standard, in Node as in every browser. The engine's types know nothing else of the platform. */
declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly ignoreBOM: boolean });
  decode(bytes: Uint8Array): string;
}
