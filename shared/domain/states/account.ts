export type AccountState = 'active' | 'restricted' | 'frozen' | 'closed';
