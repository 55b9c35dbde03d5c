/** What every page of the application is allowed: its own files, nothing from any network. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  // pdf.js decodes images in WebAssembly.
  "script-src 'self' 'wasm-unsafe-eval'",
  // antd writes its styles into style elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of every answer, in the desktop shell and in browser mode alike. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(self), usb=(), serial=(), payment=()',
  'x-frame-options': 'DENY',
};
