import type { Chronicle } from './chronicle.ts';
import { Departure, type Scene } from './departure.ts';

/** The people who leave, each at another step, and what came of those who have left. */
export function tellDepartures(chronicle: Chronicle, scene: Scene): void {
  settledAndSilent(chronicle, scene);
  bound(chronicle, scene, 'paid', 345, 15);
  bound(chronicle, scene, 'unpaid', 312, 5);
  withoutCertificate(chronicle, scene);
  underWay(chronicle, scene);
}

/** A salesperson of ten years: handed over by the book, and yet the clients fell silent one after another. */
function settledAndSilent(chronicle: Chronicle, scene: Scene): void {
  const leaver = new Departure(scene, 'silent');
  chronicle
    .on(190, 10, () => leaver.giveNotice('家庭原因，回老家发展'))
    .on(188, 9, () => {
      leaver.accept();
      leaver.assign(['s1', 's2', 's5']);
      leaver.beginTransfer();
    })
    .on(184, 14, () => leaver.printLetters(10))
    .on(176, 16, () => leaver.answers(['signed', 'signed', 'signed', 'signed', 'signed']))
    .on(173, 10, () => {
      leaver.handOver();
      leaver.submitForReview();
    })
    .on(171, 15, () => leaver.pass())
    .on(170, 10, () => {
      leaver.settle();
      scene.trade.learnOwners(170);
    })
    .on(160, 17, async () => {
      leaver.end();
      await leaver.issueCertificate();
    })
    .on(150, 11, () => leaver.recordTransfer());
}

/** Somebody under a non-compete whose compensation was paid for so many months. */
function bound(chronicle: Chronicle, scene: Scene, key: string, noticeAgo: number, paidMonths: number): void {
  const leaver = new Departure(scene, key);
  const { story, staff } = scene;
  chronicle
    .on(noticeAgo, 9.2, () => leaver.giveNotice('个人职业发展'))
    .on(noticeAgo - 2, 10, () => {
      leaver.accept();
      leaver.assign(['dispatcher1']);
      leaver.beginTransfer();
    })
    .on(noticeAgo - 20, 10, () => {
      leaver.handOver();
      leaver.submitForReview();
    })
    .on(noticeAgo - 22, 10, () => leaver.pass())
    .on(noticeAgo - 23, 10, () => leaver.settle())
    .on(noticeAgo - 30, 17, async () => {
      leaver.end();
      await leaver.issueCertificate();
      planPayments();
    })
    .on(noticeAgo - 38, 11, () => leaver.recordTransfer())
    .on(noticeAgo - 130, 15, () => check('社保缴费记录', 'clear', '仍在原籍缴纳灵活就业社保，未见竞争对手单位。'))
    .on(40, 15, () =>
      key === 'paid'
        ? check('公开招聘与工商信息', 'clear', '未在同业企业任职、持股。')
        : check('行业展会', 'suspicious', '有同事在同业展位看见本人，身份待核实。'),
    );

  function planPayments(): void {
    const due = story.branch.registry.reader
      .prepare('SELECT id, dueDate FROM compensationPayment WHERE employeeId = ? ORDER BY dueDate LIMIT ?')
      .all(leaver.employeeId, paidMonths) as { id: string; dueDate: string }[];
    for (const { id, dueDate } of due) {
      if (dueDate >= story.today) continue;
      chronicle.on(story.agoOf(dueDate), 11, () => pay(id));
    }
  }

  async function pay(paymentId: string): Promise<void> {
    const row = story.branch.registry.reader
      .prepare('SELECT version, amount FROM compensationPayment WHERE id = ?')
      .get(paymentId) as { version: number; amount: number };
    await story.branch.services.aftercare.recordPayment(story.as(staff.account('clerk')), {
      paymentId,
      version: row.version,
      paidOn: story.dayAgo(story.daysAgoNow()),
      paidAmount: row.amount,
      proof: scene.paper,
    });
  }

  async function check(source: string, finding: 'clear' | 'suspicious', note: string): Promise<void> {
    const nonCompeteId = story.branch.registry.reader
      .prepare('SELECT id FROM nonCompete WHERE employeeId = ?')
      .pluck()
      .get(leaver.employeeId);
    if (typeof nonCompeteId !== 'string') return;
    await story.branch.services.aftercare.recordCheck(story.as(staff.account('clerk')), {
      nonCompeteId,
      date: story.dayAgo(story.daysAgoNow()),
      source,
      finding,
      note,
    });
  }
}

/** Ended six days ago, and nobody has issued the certificate: the law wanted it on that day. */
function withoutCertificate(chronicle: Chronicle, scene: Scene): void {
  const leaver = new Departure(scene, 'uncertified');
  chronicle
    .on(36, 16, () => leaver.giveNotice('身体原因'))
    .on(34, 10, () => {
      leaver.accept();
      leaver.assign(['dispatcher2']);
      leaver.beginTransfer();
    })
    .on(12, 10, () => {
      leaver.handOver();
      leaver.submitForReview();
    })
    .on(10, 10, () => leaver.pass())
    .on(8, 10, () => leaver.settle())
    .on(6, 17.5, () => leaver.end());
}

/** Five departures that are under way, one at each step. */
function underWay(chronicle: Chronicle, scene: Scene): void {
  const { story } = scene;
  const overdue = new Departure(scene, 'overdue', 'manager2');
  chronicle
    .on(39, 9.3, () => overdue.giveNotice('另有发展', story.dayAgo(-2)))
    .on(37, 11, () => {
      overdue.accept();
      overdue.assign(['s3', 's4', 's7']);
      overdue.beginTransfer();
    })
    .on(20, 10, () => overdue.handOver(0.3));

  const reviewed = new Departure(scene, 'underReview', 'manager2');
  chronicle
    .on(25, 10, () => reviewed.giveNotice('回乡创业'))
    .on(23, 10, () => {
      reviewed.accept();
      reviewed.assign(['s6', 's8']);
      reviewed.beginTransfer();
    })
    .on(22, 15, () => reviewed.printLetters(4))
    .on(9, 15, () => reviewed.answers(['signed', 'signed', 'signed', 'refused']))
    .on(4, 10, () => {
      reviewed.handOver();
      reviewed.submitForReview();
    });

  const transferring = new Departure(scene, 'transferring');
  chronicle
    .on(17, 9.6, () => transferring.giveNotice('孩子入学，需要照顾家庭'))
    .on(15, 10, () => {
      transferring.accept();
      transferring.assign(['s1', 's9']);
      transferring.beginTransfer();
    })
    .on(14, 15, () => transferring.printLetters(4))
    .on(7, 15, () => transferring.answers(['signed', 'signed', 'unreachable']))
    .on(5, 10, () => transferring.handOver(0.6))
    .on(3, 16, () => transferring.returnOne('确认函上的余额与账面相差一笔运费，请与客户重新核对后再交。'));

  const listed = new Departure(scene, 'listed');
  chronicle.on(7, 9.4, () => listed.giveNotice('个人原因')).on(6, 10, () => listed.accept());

  const submitted = new Departure(scene, 'submitted');
  chronicle.on(1, 16.5, () => submitted.giveNotice('通勤距离太远'));
}
