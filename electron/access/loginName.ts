/**
 * A login name as it is stored and looked up: without blanks around it, NFKC, small letters. Two people must not have names
 * that differ only by what an input method or Caps Lock adds, and nobody is to be locked out by a blank.
 */
export const normaliseLoginName = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();

/** Whether it can be typed into one field and read aloud: 2 to 60 characters, no blanks, nothing invisible. */
export const isLoginName = (name: string): boolean => /^[^\s\p{C}]{2,60}$/u.test(name);
