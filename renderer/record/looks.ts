/** Whether an audited action was only a look: kept, and told apart from what changed something. */
export const isLook = (action: string): boolean => /\.(?:view\w*|preview|list|candidates)$/.test(action);
