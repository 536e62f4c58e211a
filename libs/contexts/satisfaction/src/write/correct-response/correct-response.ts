import { IsId, IsInstant, IsOneOf, IsText, Removes, Titled } from '@dossier/fields';
import { canonicalJson, correctedTo, defineCommand, saidAgain } from '@dossier/kernel';
import { IsOptional } from 'class-validator';
import { happenedAt, notBoth } from '../../about';
import { response, responseIn, scoreIn, standingResponse } from '../../response';
import { ResponseCorrected, ResponseSetAside } from '../../response.events';
import { satisfactionPolicy } from '../../satisfaction-policy';
import { satisfactionRefusal } from '../../satisfaction.refusals';
import { SCALES } from '../../scores';
import { IsScore, onItsScale, ResponseSaid, scoreRefuses } from '../../scoring';
import { GIVEN, REASON, RESPONSE_ID, SCORE } from '../../shown-parts';
import { type Instrument, instruments, type Removable, removables } from '../../terms';

export class CorrectResponse extends ResponseSaid {
  @Titled(RESPONSE_ID) @IsId() readonly responseId!: string;
  @Titled(instruments.title) @IsOptional() @IsOneOf(instruments) readonly instrument?: Instrument;
  @Titled(SCORE) @IsOptional() @IsScore() readonly score?: number;
  @Titled(GIVEN, { help: { zh: '实际作答的时间。', en: 'When it was really given.' } })
  @IsOptional()
  @IsInstant()
  readonly givenAt?: string;
  @Removes(removables) readonly remove?: readonly Removable[];
  @Titled(REASON) @IsText(500) readonly reason!: string;
}

/** 更正答复: what was entered wrongly; it holds from when the response was given. */
export const correctResponse = defineCommand({
  name: 'satisfaction.CorrectResponse',
  title: { zh: '更正满意度答复', en: 'Correct a survey response' },
  command: CorrectResponse,
  on: response,
  id: ({ responseId }) => responseId,
  by: ['service', 'staff'],
  refuses: [
    scoreRefuses,
    satisfactionRefusal.some(
      ...(['unknown-response', 'retracted', 'nothing-corrected', 'given-and-removed', 'not-happened-yet'] as const),
    ),
  ],
  route: {
    path: 'survey-responses/:responseId/correct',
    description: {
      zh: '只改所给的内容，自作答时起生效；换测评方法而未给量表时取该方法的常用量表。',
      en: 'Changes only what is given, from when it was answered; another instrument without a scale gets its usual one.',
    },
    example: { responseId: 'csat-2026-0042', score: 3, reason: '录入时看错一格' },
  },
  decide: (command, state, { now, policies }) => {
    const { responseId, remove = [], reason } = command;
    const { at, content } = standingResponse(state, responseId);
    const said = responseIn(command);
    if (Object.keys(said).length === 0 && remove.length === 0 && command.givenAt === undefined)
      throw satisfactionRefusal('nothing-corrected');
    notBoth(said, remove);
    const { instrument = content.instrument } = said;
    const usual = instrument === content.instrument ? {} : { scale: SCALES[instrument].usual };
    const before = saidAgain(content);
    const then = correctedTo(before, { ...usual, ...said }, remove);
    const givenAt = happenedAt(command.givenAt, at, now);
    if (givenAt === at && canonicalJson(then) === canonicalJson(before)) return [];
    onItsScale(then, policies(satisfactionPolicy).document);
    return [
      ResponseSetAside(scoreIn(content), { occurredAt: at }),
      ResponseCorrected({ ...then, reason }, { occurredAt: givenAt }),
    ];
  },
});
