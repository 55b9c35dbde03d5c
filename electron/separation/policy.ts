/** What headquarters may set by policy; these hold until it does. */
export const policy = {
  /** A client counts as handed over only with a signed letter, or a waiver after refusal. */
  letterRequired: true,
  /** Days before the end of the employment by which the handover should be settled. */
  handoverLead: 3,
} as const;
