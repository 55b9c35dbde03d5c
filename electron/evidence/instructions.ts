/** 01_核验说明.txt: how a stranger checks a bundle with public tools only, and what the check does not say. */
export function instructions(given: {
  rootName: string;
  fingerprint: string;
  provisional: boolean;
  /** UTC ms. */
  madeAt: number;
}): string {
  const { rootName, fingerprint, provisional } = given;
  const seconds = Math.floor(given.madeAt / 1000);
  return `证据包核验说明
==============

本证据包可以用任何一台装有 sha256sum 和 openssl 的电脑核验，不需要出具单位的软件。
请在本文件所在的文件夹中依次执行：

1. 文件没有被改动：

   sha256sum -c MANIFEST.sha256

   每一行都应显示 OK（或“成功”）。

2. 清单由公司签署：

   openssl cms -verify -binary -inform DER -in MANIFEST.p7s -content MANIFEST.sha256 \\
     -CAfile anchors/${rootName}.pem -purpose any -cades -out /dev/null

   应显示 CAdES Verification successful。

3. 每一份电子协议的签名（data/cms 中每一对文件，例如 001）：

   openssl cms -verify -binary -inform DER -in data/cms/001.der -content data/cms/001.signed \\
     -CAfile anchors/${rootName}.pem -purpose any -cades -out /dev/null

   入驻总部以前签署的协议，其根证书为 anchors/earlier-root-*.pem，请用它代替 ${rootName}.pem。
   证书到期以后核验的，在第 2、3 步的命令里加上 -attime ${seconds}（制作本包的时间）。

4. 根证书是谁的：放在证据包里的根证书本身不能证明任何事情。请把它的指纹与纸质《电子签名约定》上印的
   指纹逐位核对（冒号和空格不算）：

   openssl x509 -in anchors/${rootName}.pem -noout -fingerprint -sha256

   本包根证书的 SHA-256 指纹：
   ${fingerprint}
${provisional ? '\n   注意：出具本包时门店尚未入驻总部，根证书由门店自行生成。\n' : ''}
5. 审计记录 data/audit.jsonl 每行一条，previousHash 等于上一行的 hash；与本案无关的操作只列出哈希。

核验说明的是：文件自签署以后没有改动，由持有相应私钥的一方签署。它不替代对事实和法律关系的判断。

---------------------------------------------------------------------------------------------
How to verify (English)

1. sha256sum -c MANIFEST.sha256
2. openssl cms -verify -binary -inform DER -in MANIFEST.p7s -content MANIFEST.sha256 \\
     -CAfile anchors/${rootName}.pem -purpose any -cades -out /dev/null
3. The same for each pair in data/cms. Once the certificates have expired, add -attime ${seconds}, when this was made.
4. Compare the fingerprint of anchors/${rootName}.pem with the one on the ink-signed paper:
   ${fingerprint}
   A root inside the bundle proves nothing by itself.
`;
}
