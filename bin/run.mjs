#!/usr/bin/env node
/**
 * The launcher: runs one of the project's commands under the Node the project is written for.
 *
 * Plain JavaScript that any Node from 18 on can read, because it runs before the right Node is found. Commands are
 * TypeScript files that Node 24 runs directly (type stripping). Where the Node at hand is older, the launcher starts itself
 * again under the binary that `npm ci` brought (an optional dependency of the local package `runtime/`); the encrypted
 * database crashes under Node 20, so nothing of the project may be loaded before this point.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { arch, argv, env, execPath, exit, pid, platform, versions } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = 24;
const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every command: the file it runs, what it is for, and flags of Node that it is started with. */
const commands = {
  start: ['bin/start.ts', '打开应用', 'Open the application'],
  test: ['bin/test.ts', '运行全部检查和测试', 'Run every check and test'],
  demo: ['bin/demo.ts', '无界面走完主流程', 'Run the main job without a screen'],
  bench: ['bench/run.ts', '性能测量', 'Measure speed against floors'],
  // An import makes and drops a lot; left alone, V8 keeps 150 MB of room for that.
  hq: ['hq/cli.ts', '总部工具', 'Headquarters tools', ['--max-semi-space-size=4']],
  verify: ['bin/verify.ts', '验证文件', 'Verify agreements, change sets and evidence'],
  audit: ['bin/audit.ts', '验证审计链', 'Verify the audit chain of a branch'],
  build: ['bin/build.ts', '构建', 'Build the application'],
  check: ['bin/check.ts', '类型、规范与边界检查', 'Check types, style and boundaries'],
  format: ['bin/format.ts', '格式化源代码', 'Format the source'],
};

const chinese = (env.SHOUKE_LANGUAGE ?? Intl.DateTimeFormat().resolvedOptions().locale).startsWith('zh');
const fail = (zh, en) => {
  console.error(chinese ? zh : en);
  exit(1);
};

/** The binary that `npm ci` installed for this machine, whether or not it is there. */
const nodePackage = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
const bundledNode = join(project, 'node_modules', nodePackage, 'bin', platform === 'win32' ? 'node.exe' : 'node');

const [name, ...rest] = argv.slice(2);
const files = commands[name];
if (name === undefined || name === '--help' || name === '-h') listCommands();
else if (!Object.hasOwn(commands, name))
  fail(
    `没有命令“${name}”。运行 npm run 查看全部命令。`,
    `There is no command "${name}". Run npm run to see all of them.`,
  );
else if (!existsSync(join(project, files[0])))
  fail(
    `这份代码里没有 ${files[0]}，请重新获取完整的代码。`,
    `${files[0]} is not in this copy; get the complete source again.`,
  );
else if (Number.parseInt(versions.node, 10) < NEEDED) runUnderBundledNode();
else if (flagsOf(name).every((flag) => process.execArgv.includes(flag))) await runHere(files[0]);
else runUnder(execPath);

function flagsOf(command) {
  return commands[command][3] ?? [];
}

function listCommands() {
  const write = name === undefined ? console.error : console.log;
  write(
    chinese
      ? '用法：npm run <命令> [-- 参数…]   每个命令都有 --help'
      : 'Usage: npm run <command> [-- arguments…]   every command has --help',
  );
  for (const [each, [, zh, en]] of Object.entries(commands)) write(`  ${each.padEnd(8)} ${chinese ? zh : en}`);
  if (name === undefined) exit(2);
}

/** Runs the command in this process, which is Node 24 or newer. */
async function runHere(file) {
  // Tools started by the command (vite, vitest, Playwright) must find the same Node first.
  const path = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[path] = [dirname(execPath), env[path]].filter(Boolean).join(platform === 'win32' ? ';' : ':');
  // As a signal would, but also on Windows, where a process that signals itself is gone at once.
  endWithParent(() => {
    if (!process.emit('SIGTERM', 'SIGTERM')) exit(143);
  });
  process.argv = [execPath, join(project, file), ...rest];
  await import(pathToFileURL(join(project, file)).href);
}

function runUnderBundledNode() {
  if (!existsSync(bundledNode))
    fail(
      `需要 Node ${NEEDED}，这里是 ${versions.node}，也没有随项目安装的 ${nodePackage}。请运行 npm ci；如果系统（${platform} ${arch}）没有对应的包，请从 nodejs.org 安装 Node ${NEEDED}。`,
      `Node ${NEEDED} is needed; this is ${versions.node} and ${nodePackage} is not installed. Run npm ci; if there is no such package for ${platform} ${arch}, install Node ${NEEDED} from nodejs.org.`,
    );
  runUnder(bundledNode);
}

/** Starts this launcher again under that Node, with the flags of the command. */
function runUnder(node) {
  // The channel tells the child when the launcher is killed, so that no application is left behind holding the data folder.
  const child = spawn(node, [...flagsOf(name), fileURLToPath(import.meta.url), name, ...rest], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(platform === 'win32' ? ['SIGBREAK'] : ['SIGQUIT'])];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  endWithParent(() => child.kill('SIGTERM'));
  child.on('error', (error) =>
    fail(
      `无法启动 ${relative(project, node)}：${error.message}。请重新运行 npm ci。`,
      `Cannot start ${relative(project, node)}: ${error.message}. Run npm ci again.`,
    ),
  );
  child.on('close', (code, signal) => {
    for (const each of signals) process.off(each, forward);
    if (signal === null) exit(code);
    // End the way the command ended, so that the shell sees the same.
    if (platform === 'win32') exit(1);
    process.kill(pid, signal);
    setTimeout(() => exit(1), 1000);
  });
}

/**
 * Calls `end` once when whoever started this is gone: the launcher (its channel closes), or npm, which on SIGKILL cannot
 * pass anything on. Not watched when started by hand, where outliving the shell is what `nohup` asks for.
 */
function endWithParent(end) {
  if (process.channel) {
    process.once('disconnect', end);
    process.channel.unref();
  } else if (env.npm_lifecycle_event !== undefined && platform !== 'win32') {
    const before = starters();
    const watch = setInterval(() => {
      if (starters() === before) return;
      clearInterval(watch);
      end();
    }, 250);
    watch.unref();
  }
}

/** Our parent, and behind it npm when the parent is only the shell that npm runs a script in (told from Linux' /proc). */
function starters() {
  try {
    const shell = readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').split('\0').includes('-c');
    if (shell)
      return `${process.ppid} ${/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))?.[1]}`;
  } catch {
    // No /proc here, or the parent is gone: then its number has changed.
  }
  return String(process.ppid);
}
