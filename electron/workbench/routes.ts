import { os } from '../router/guard.ts';
import { today } from './today.ts';

export const workbenchRoutes = {
  today: os.workbench.today.handler(async ({ context: { call } }) => {
    const answer = today(call);
    await call.branch.registry.write.seen(call.caller.actor, {
      action: 'workbench.view',
      subject: { kind: 'list', id: 'workbench' },
    });
    return answer;
  }),
  alarms: os.workbench.alarms.handler(async ({ context: { call }, input }) => {
    const answer = call.branch.services.alarms.list(input.state);
    await call.branch.registry.write.seen(call.caller.actor, {
      action: 'alarm.list',
      subject: { kind: 'list', id: 'alarm' },
    });
    return answer;
  }),
  alarm: os.workbench.alarm.handler(({ context: { call }, input }) =>
    call.branch.services.alarms.detail(call.caller, input.alarmId),
  ),
  dispose: os.workbench.dispose.handler(({ context: { call }, input }) =>
    call.branch.services.alarms.dispose(call.caller, input),
  ),
};
