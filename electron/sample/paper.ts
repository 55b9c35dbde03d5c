import { composeDocument } from '../paper/compose.ts';
import type { Story } from './story.ts';

/** Stands for the scan of something signed on paper; made once, it says what it is. */
export async function samplePaper(story: Story): Promise<Blob> {
  const { bytes } = await composeDocument({
    title: '示例扫描件',
    sample: true,
    createdAt: story.clock.now(),
    blocks: [
      { kind: 'heading', level: 1, text: '示例扫描件' },
      {
        kind: 'paragraph',
        text: '这一页代替示例门店里亲笔签署的纸面。示例数据全部是编造的，没有人签过这份文件。',
        indent: 2,
      },
    ],
  });
  return new Blob([new Uint8Array(bytes)], { type: 'application/pdf' });
}
