import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { command, runSubcommands, subcommand, typedPath } from '../bin/command.ts';
import { oneLine, say } from '../bin/terminal.ts';
import { RefusalError } from '../shared/domain/refusal.ts';
import { init, passphrase, recover, root } from './cli/keyCommands.ts';
import { printReport, printStatus } from './cli/print.ts';
import { branch, dir, json, usage, withHeadquarters } from './cli/shared.ts';
import * as refusals from './refusals.ts';
import { serve } from './serve.ts';

const enroll = command({
  usage: `${usage} enroll`,
  summary: { zh: '登记门店：签发证书，写出答复文件', en: 'Enrol a branch: issue its certificates, write the answer' },
  options: {
    dir,
    fingerprint: {
      type: 'text',
      value: 'HEX',
      required: true,
      help: { zh: '门店电话里念出的申请指纹', en: 'fingerprint of the request, as the branch reads it out' },
    },
    out: { type: 'text', value: 'FILE', help: { zh: '答复写到这里', en: 'also write the answer here' } },
    quota: {
      type: 'integer',
      min: 1,
      max: 100_000,
      help: {
        zh: '该店可签发的员工证书数，默认 500',
        en: 'employee certificates the branch may issue, 500 by default',
      },
    },
    replace: {
      type: 'flag',
      help: { zh: '门店换了电脑：吊销原来的证书', en: 'the branch has a new computer: revoke the old certificates' },
    },
  },
  words: {
    name: 'REQUEST',
    help: { zh: '门店的 .skrequest 文件', en: 'the .skrequest file of the branch' },
    min: 1,
    max: 1,
  },
  run: ({ options, words }) =>
    withHeadquarters(options.dir, { unlock: true }, async (hq) => {
      const path = typedPath(words[0] ?? '');
      if (!existsSync(path)) throw new RefusalError(refusals.sourceMissing(path));
      const { branchId, branchName, answerFile } = await hq.enrol(readFileSync(path), {
        fingerprint: options.fingerprint,
        replace: options.replace,
        ...(options.quota === undefined ? {} : { signerQuota: options.quota }),
      });
      const file = options.out === undefined ? answerFile : typedPath(options.out);
      if (file !== answerFile) copyFileSync(answerFile, file);
      say({
        zh: `已登记 ${oneLine(branchName)}（${branchId}）。把 ${file} 交给门店，连同印有根证书指纹的纸。`,
        en: `Enrolled ${oneLine(branchName)} (${branchId}). Give ${file} to the branch, with the paper that has the root's fingerprint.`,
      });
      return 0;
    }),
});

const importFiles = command({
  usage: `${usage} import`,
  summary: {
    zh: '导入变更包：文件、文件夹（共享、U 盘），不写则导入 inbox/',
    en: 'Import change sets: files, folders (a share, a stick); without any, what is in inbox/',
  },
  options: {
    dir,
    json,
    workers: {
      type: 'integer',
      min: 0,
      max: 64,
      help: { zh: '解密线程数，默认 0（不另开线程）', en: 'threads for decryption, 0 by default' },
    },
  },
  words: { name: '[PATH…]', help: { zh: '文件或文件夹', en: 'files or folders' }, min: 0, max: 100_000 },
  run: ({ options, words }) =>
    withHeadquarters(options.dir, { workers: options.workers ?? 0 }, async (hq) => {
      const report = words.length === 0 ? await hq.importInbox() : await hq.import(words.map(typedPath));
      if (options.json) console.log(JSON.stringify(report, null, 2));
      else printReport(report);
      return report.refused + report.stopped === 0 ? 0 : 1;
    }),
});

const status = command({
  usage: `${usage} status`,
  summary: { zh: '各门店收到哪里、缺什么、有何告警', en: 'What has arrived from whom, what is missing, what is wrong' },
  options: { dir, json },
  run: ({ options }) =>
    withHeadquarters(options.dir, {}, (hq) => {
      if (options.json) console.log(JSON.stringify({ ...hq.status(), rows: hq.rows() }, null, 2));
      else printStatus(hq.status());
      return 0;
    }),
});

const receipts = command({
  usage: `${usage} receipts`,
  summary: { zh: '把给门店的回执等文件复制出来', en: 'Copy out what is for a branch: receipts, policies, freezes' },
  options: {
    dir,
    branch,
    out: { type: 'text', value: 'DIR', required: true, help: { zh: '复制到这个文件夹', en: 'folder to copy to' } },
  },
  run: ({ options }) =>
    withHeadquarters(options.dir, {}, (hq) => {
      const messages = hq.messagesFor(hq.branchCalled(options.branch));
      const folder = typedPath(options.out);
      mkdirSync(folder, { recursive: true });
      for (const message of messages) {
        const file = hq.messageFile(message);
        copyFileSync(file, join(folder, basename(file)));
      }
      say({
        zh: `已复制 ${messages.length} 个文件到 ${folder}。`,
        en: `Copied ${messages.length} files to ${folder}.`,
      });
      return 0;
    }),
});

const resume = command({
  usage: `${usage} resume`,
  summary: { zh: '停收的门店恢复收件', en: 'Take a stopped branch’s files again' },
  options: {
    dir,
    branch,
    acceptGap: {
      type: 'flag',
      help: {
        zh: '接受从未收到的审计记录，留下告警',
        en: 'go on without audit events that never arrived; leaves an alarm',
      },
    },
  },
  run: ({ options }) =>
    withHeadquarters(options.dir, {}, async (hq) => {
      hq.resume(hq.branchCalled(options.branch), { acceptGap: options.acceptGap });
      const report = await hq.import([]);
      printReport(report);
      return report.refused + report.stopped === 0 ? 0 : 1;
    }),
});

const freeze = command({
  usage: `${usage} freeze`,
  summary: { zh: '命令门店冻结一个账号', en: 'Order an account of a branch frozen' },
  options: {
    dir,
    branch,
    account: { type: 'text', value: 'LOGIN', required: true, help: { zh: '登录名', en: 'login name' } },
    reason: { type: 'text', required: true, help: { zh: '原因，门店会看到', en: 'the reason; the branch sees it' } },
    by: { type: 'text', value: 'NAME', required: true, help: { zh: '下令人', en: 'who orders it' } },
  },
  run: ({ options }) =>
    withHeadquarters(options.dir, {}, (hq) => {
      const branchId = hq.branchCalled(options.branch);
      const [account] = hq.query<{ id: string }>(
        'SELECT id FROM account WHERE branchId = ? AND loginName = ?',
        branchId,
        options.account,
      );
      if (account === undefined) throw new RefusalError(refusals.noSuchAccount(options.account));
      hq.freeze(branchId, [{ accountId: account.id, reason: options.reason, orderedBy: options.by }]);
      say({
        zh: '冻结令已写入该店的发件箱，送到后立即生效。',
        en: 'The order lies in the branch’s outbox and takes effect when it arrives.',
      });
      return 0;
    }),
});

const revoke = command({
  usage: `${usage} revoke`,
  summary: {
    zh: '吊销门店的变更包证书（电脑丢失）',
    en: 'Revoke a branch’s certificate for change sets: its computer is lost',
  },
  options: {
    dir,
    branch,
    from: {
      type: 'integer',
      min: 1,
      max: 1e12,
      help: {
        zh: '从这个序号起不再接受；默认为已收到的下一个',
        en: 'not taken from this number on; by default the next one',
      },
    },
  },
  run: ({ options }) =>
    withHeadquarters(options.dir, {}, (hq) => {
      const branchId = hq.branchCalled(options.branch);
      const heads = hq.status().branches.find((each) => each.branchId === branchId)?.incarnations ?? [];
      const from = options.from ?? Math.max(0, ...heads.map(({ headSequence }) => headSequence)) + 1;
      hq.revoke(branchId, from);
      say({
        zh: `第 ${from} 号起的变更包不再接受。`,
        en: `Change sets from number ${from} on are not taken any more.`,
      });
      return 0;
    }),
});

const serveHere = command({
  usage: `${usage} serve`,
  summary: {
    zh: '在本机提供收件和监控（127.0.0.1）',
    en: 'Serve on this computer: take files, hand out receipts, metrics',
  },
  options: {
    dir,
    port: { type: 'integer', min: 1024, max: 65_535, help: { zh: '端口，默认 8300', en: 'port, 8300 by default' } },
    workers: { type: 'integer', min: 0, max: 64, help: { zh: '解密线程数', en: 'threads for decryption' } },
  },
  run: ({ options }) =>
    withHeadquarters(options.dir, { workers: options.workers ?? 0 }, async (headquarters) => {
      const port = options.port ?? 8300;
      const server = await serve({ headquarters, port, log: process.stderr }).catch((error: unknown) => {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        throw code === 'EADDRINUSE' || code === 'EACCES' ? new RefusalError(refusals.portTaken(port, code)) : error;
      });
      say({
        zh: `总部在 ${server.origin} 收件，按 Ctrl+C 结束`,
        en: `Headquarters takes files at ${server.origin}; Ctrl+C ends it`,
      });
      await new Promise<void>((done) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
      });
      await server.close();
      return 0;
    }),
});

await runSubcommands(
  usage,
  { zh: '总部工具', en: 'Tools of headquarters' },
  {
    init: subcommand(init),
    enroll: subcommand(enroll),
    import: subcommand(importFiles),
    status: subcommand(status),
    receipts: subcommand(receipts),
    resume: subcommand(resume),
    freeze: subcommand(freeze),
    revoke: subcommand(revoke),
    root: subcommand(root),
    passphrase: subcommand(passphrase),
    recover: subcommand(recover),
    serve: subcommand(serveHere),
  },
);
