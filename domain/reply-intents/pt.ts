/** How answers in Portuguese say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const portuguese = rulesOf('pt', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:por favor )?(?:cancelar (?:a )?(?:subscricao|inscricao|assinatura)|remover(?:-me)?|descadastrar|sair|parar?|pare)(?: por favor| obrigad[oa])*$/,
    ],
    examples: ['Cancelar inscrição', 'Descadastrar, por favor'],
    others: ['Pare de chover!'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:remov(?:a|am|er)|retir(?:e|em|ar)|tir(?:e|em|ar)|elimin(?:e|em|ar)|exclu(?:a|am|ir)|apag(?:ue|uem|ar))-?(?:me|nos)?(?: \w{1,10}){0,4} (?:da|das|do|dos|desta|dessa) (?:\w{1,8} )?(?:lista|listas|base|mailing|newsletter|cadastro)\b/,
      /\b(?:remov(?:a|am)|retir(?:e|em)|descadastr(?:e|em)|exclu(?:a|am)) (?:o )?(?:meu|nosso) (?:e-?mail|endereco|contato|contacto)\b|\b(?:cancelar|anular) a (?:minha )?(?:subscricao|inscricao|assinatura)\b/,
    ],
    unless: [/\bnao (?:cancelei|me remov|remov|retir)/],
    examples: ['Por favor remova o meu email da sua lista.', 'Quero cancelar a minha inscrição.'],
    others: ['Não cancelei nada.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bnao (?:quero|desejo|queremos|pretendo|gostaria de) (?:receber|ser contactad|ser contatad)|\bnao (?:me|nos) (?:envie|escreva|contacte|contate|mande)m?\b|\b(?:pare|parem|deixe|deixem) de (?:me |nos )?(?:enviar|mandar|escrever|contactar|contatar)/,
    ],
    unless: [/\b(?:ate|antes de)\b/],
    examples: ['Não quero receber mais emails.', 'Parem de me enviar emails.'],
    others: ['Não recebi o email.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:entr(?:e|ar|em) em contac?to|contac?t(?:e|ar|em)|escrev(?:a|er) (?:para|a)|fal(?:e|ar) com|envi(?:e|ar) (?:para|a)|responsavel|trata disso|encarregad[oa]|cuida disso)\b/,
    ],
    unless: [/\b(?:contacte-me|contate-me|comigo|escreva-me)\b/],
    examples: ['Entre em contacto com a Rita, rita@lead.test', 'O responsável é o Rui (rui@lead.test).'],
    others: ['Contacte-me em ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bnao sou (?:eu )?(?:a|o) (?:pessoa|responsavel|contac?to|encarregad[oa])\b|\bpessoa errada\b|\bnao (?:e (?:a )?minha area|e comigo|trato (?:disso|deste)|sou responsavel)\b/,
    ],
    examples: ['Não sou a pessoa responsável.', 'Não é comigo.'],
    others: ['Quem é a pessoa responsável?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\b(?:mais tarde|agora nao|ainda nao|por enquanto nao|neste momento nao|de momento nao)\b|\b(?:proximo|no proximo) (?:ano|mes|trimestre)\b|\b(?:ano|mes) que vem\b|\bdaqui a (?:uns|dois|tres|seis) meses\b|\bdepois do verao\b/,
    ],
    examples: ['Agora não.', 'Talvez no próximo ano.'],
    others: ['Agora sim.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bnao (?:temos|tenho|ha) interesse\b|\bnao (?:estou|estamos) interessad[oa]s?\b|\bnao (?:me|nos) interessa\b|\bnao,? obrigad[oa]\b|\bsem interesse\b|\bja temos\b|\bnao precisamos\b/,
    ],
    examples: ['Não, obrigado.', 'Não temos interesse.'],
    others: ['Temos interesse.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\b(?:pode|podem|poderia) (?:me )?(?:ligar|telefonar)(?:-me|-nos)?\b|\b(?:ligue|telefone|liguem)(?:-me|-nos| para mim)\b|\bme (?:ligue|liga|telefone)\b/,
    ],
    unless: [/\bnao me (?:ligue|telefone)|\bse (?:o|a|os)\b/],
    examples: ['Ligue-me amanhã.', 'Pode ligar-me hoje?'],
    others: ['Ligue-me se o preço baixar.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:tenho|temos|teria|teriamos) (?:\w{1,8} )?interesse\b|\b(?:estou|estamos) (?:\w{1,8} )?interessad[oa]s?\b|\bsim,? (?:por favor|claro|obrigad[oa])\b|\bgostari?a(?:mos)? de\b|\bsaber mais\b|\bparece (?:bom|otimo|interessante)\b|\benvie(?:-me|-nos| me)\b|\bcom (?:muito )?prazer\b/,
    ],
    examples: ['Tenho interesse.', 'Gostaríamos de ver uma demonstração.'],
    others: ['Recebido, obrigado.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:quanto custa|como funciona|voces tem|podem dizer)\b/],
    examples: ['Quanto custa a instalação'],
    others: ['Funciona bem.'],
  },
]);
