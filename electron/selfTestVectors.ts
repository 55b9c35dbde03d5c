/**
 * A 3072-bit RSA key that exists only here, in the open, and two signatures that OpenSSL made with it over
 * "Shouke self-test": what the start-up self-test compares this machine's cryptography with. Base64.
 */
export const rsa3072 = [
  'MIIG/gIBADANBgkqhkiG9w0BAQEFAASCBugwggbkAgEAAoIBgQCsOKZa2oMsyziEQ+BukT9S2a9zMZL5FUFhXk54EzgYLVpfnz6KNdyt',
  'npE71N9mMSY5Daq4TSvWe8oiokmWt9NgY0kT9iKGa72AoK+DSd2lNeqrM19kiUHxxt/LFpGH7pAFc/TiqSO8RXcsmiSH/QkG8sQAx5kc',
  'lWB13tCtUScBvI14NXG3MkAmIVK9BOwlVqE8Ih/wwtxgnlRCPHpTnSSdCi1pB2FTlCeRkTbOuxEmODqtymMp5c9TyIqJbXUw9PByKhdc',
  'Yh7XjmdEh9jiYgpbwO0MwZTBFWcVvpAaK9d1mtK4OyMM4DQ42Q7m5+mUxrGMxsuWpgn24KRG6HGnVqfineiq+ugx0ueX8Uojmx05hGmp',
  'w6iETeZGVb6bVrNvWckZOWw6kr82ma0nd77DJ+J/V51hkrFShk9Vdy4tcORhqPUl6HLw6cf+GedXJzv1z3/9C9rFjIMmbzRhD1qUbdrQ',
  'SqljRoycUkgF/5qO9ODA9sHG7mNQ6FHHB6w+MENz4F0CAwEAAQKCAYANuaoQXY/Mtxl2+Q3e4faA/NZNwOqsrTP7tY9dZHK5AoxMSJ2s',
  'WCSRNazvbsSrGUmpjFxJueS/gDgY0IQ63cWbze3aCGix+84rfSLfvLhMXWKpaDu3AHVf9nCJd+/7PFkABkDC+6XccFDSHirBJ7pbcmeK',
  'hF3AeGsqmapZ1bjdG5DOvrukVP3lzAwTAlxrkV7iMvoGrxDvJk8ixD0fgsuTNGdwEmWASrNol4EdsqzoNdz/UrzabvU6ASaBU1beovaQ',
  '9SiZY1/rMJkNGT4ONF+Pt1heh1i6zcxDQHQaIFkodHhxGQ0n3NTnAgDlB8To/QAAv7haynjvtlo6ws3APT2Pe/zDIlOrWFZqoMTk/YlN',
  'XlnTt/OIFsUKkIR/XdibMuqLEojWhY8yxD6hkpQWBfxdfqlRxmzyLjXO60m2mBLi45xSbVnKxaLviiI76/gsEr6Gk1kI78efBoaytrT7',
  '7St3oT8tvGqH+9z08Qt2ObnKDr2/aNlREXMHzWlO/9dxKWUCgcEA7oAADc3txmAijW3A6fnnEf9totR98ByJ7g9+9tG312fVTpA/9YSO',
  'CJ1cS4HUH1SnPjGmMyFJg/obh5smsn8cAnN0dDuIC2JMSvv4mGxmCvJuAsY+BvT7H/ppJBjZjrefKVZQx0T7ryXM2UR7K7roa0f3nsme',
  'm1kSog3yozX2sSTVCXuht9tnGV7rSFChOL5aLSLOuohPaDGNnTSPK2qJNcKUYvBM2ka18uYmLzWMiAElRaWs3DxIc4aM0etwMoyzAoHB',
  'ALjbqngYUXyYE+mF3ik0JT6JRkUIVAcCOOggaz8SZvFk5CSInScLCF8L0NjUas3Sc4DV43CdIARcHx3ZJ1I2ylU7vmpBwyyqEA24nRYE',
  'mSQZJ2sbDqKuZH33ZCz39V9CjNkK9cGCtm0o0PkaCd9f64vysHk6W6rqYfHyvBwCGQUKdl+wM2RQgz5fojZufoEggjyhKaIvQhCTu8fB',
  'hKbo+p0YJLxTS4z+JMhzeTaRApNpyLVOwT4uENAgEdNvl8CGrwKBwQDGANyKmWGDJULqWakkVwXAimfyHCnmEztruc+1iAzxt1F+5QFE',
  'iuUEP+hlA4cg773dQ4jwv/zxpc3/Og7Zd+/AFSwkZ1wd32Dpi+EqYiwhgH1WrlDGo9JtDQ8HGd5cvxNTVUbA+QNeuKol4tXDS2wzzM7G',
  'NCsKW9u9UIkVePKyxJpdQhfTtUIV7Ri2s8H1gwsIl/I7KHmMTj98uSr3Z348dKuOrGORf80EuJAQ94sRSqov9Ujamu2ng5gbmzRNs0MC',
  'gcAhG+bqX6CoqixW1Q03YAmTq86UKquyHanHmZbb0xXxAlsCWB2dkpJLQ7iCPXlrp9fcKXL1Bo9neIByPiSWyw1uOqceLO0iIMuDSZ+J',
  'BAXRu1eeDViPtqB1F0wv6bFfAHJtpVLi9+BoqLjVBN7jzTBI/oyxCczFTfmA9jLO6WlFx9vvw4VQ4ELBdyt8iEnMIuBwr4TfcYtpoKwv',
  'WO/DXVMVs+9Qc7LCa/p2lIgPR+WoNXgnURW3Z1THkhbfQctyRi0CgcEA0ZJcSoLzgc7jMRtIoGBgK2XbnT8/MkjQH5lGlW6/eb1z8YBr',
  'BBrxvs4+7yWjP/amQasfPwGVId4mXMX7R0n8BWjC9UtXLhgA/WjQqmq2oC6+hH8MeCT72o2yuPqUvWcN3RYX8EFr0mdjTxT9YZQhvyyb',
  '3m3v122ecK2n8IojOpQO0nUewyxgxI/kYSHS0jwpRCjNIzi/jBggzm1/Oxwye7lSNAHdcqFVWk3WALA58/CfJV0gk5lCNca4097x1XP1',
].join('');

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2): the same bytes every time. */
export const rsaPkcs1Signature = [
  'bEhCrSEjbBvL08AvJb1J6GzRQeycawMl7bljKJSxmOFPL/AzfvSchkQVOMMNiNmBuaYQUJ48UxfbGRgLxHfHt2cFWTzKNtw9G442AE7S',
  '60zc8U5QfOs1zAGjIeEZ7Y8HlJ267dM0lkQxmVt4l8DFWTuFUqUdTP9lA0Kk7ha36jO4p84KeEEMpQ3DhLxP5DiJxJjfkOo4ZMaUYLtb',
  'K1KMXNpoJ9lyaT5MPELZwFEkfKXz8sbhNJPTv6jZLJ5CPg0dyv430kb+iKrAwH8v8saTnoCy7Tfah+C9UvmcwHBq1WejMC4aukiDOii6',
  '6jvrMIc27f1edAvlP0PN3Gfs45NK66OQKiDSenWFumgaYsykHRXzboLgd0zzuGDLsYq/s/IbfD7c3fyqCXrVPdZQb4npNv08RWHfR5Le',
  'L0Wl3HVugzaWfysYv3vNcImDKc0Kpmh4EoxFGYh3KtJ93aRq/4wNl8ws2vrj88nr4TUKVXGhfnDvXAypiby4y3e89BvBLMrk',
].join('');

/** RSASSA-PSS with SHA-256 and a 32-byte salt (RFC 8017 section 8.1). */
export const rsaPssSignature = [
  'rDD4f8+kpCU0m4ShNFscLgxA94X/pSUg17/5aqYf5wxiMBgLV0qhFVoa1Si4xO/S4/6njTAh85+EjA8EQ7+PI0hTpL+ms9FbvGZLkEht',
  '0Yg9IyYV61nid9q0/lqLhCCeQ3X4DubqLrBrujmEgFwrUKQbfzUMzMUnB+zhjGvsY6nTr3dU4JN0Dquar5T6iwrpKxLtMkZPsD0XavGr',
  '5s0aXihlEyEh3ntFHoggGbgyIyQE4vEy0R/yHrEHMjNRlyE48eck7dufn7dwWWcDrChbpIdiA6eDnsTDZWIVCLXUaPUmK/UbNUNB60V0',
  'i5rWnUPvG9RXzHAC2daCNo3xwavp/qZWotbzxMNy+wBkCBZ8RK9XeWNIMoBJyZd7ZhMoHJQ5rIpaWAdSqIJbwp37cFXJeGgk01Je18BP',
  'fai6p9rkgJ2HypVGZANFaKwjpymOhaFBGY/ArCYKhtE1IClVAelZau0etyU8Zt7CVuAJ/3MXxShUxTI3tzOFB/Nxrihis0si',
].join('');
