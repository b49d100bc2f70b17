/** How answers in Spanish say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const spanish = rulesOf('es', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:por favor )?(?:baja|dar(?:me|nos)? de baja|cancelar (?:la )?suscripcion|desuscribir(?:me)?|desuscribirse|no mas (?:correos|emails|mails))(?: por favor| gracias)*$/,
    ],
    examples: ['BAJA', 'Darme de baja', 'Cancelar suscripción'],
    others: ['La baja de precios nos gusta.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\bd(?:ar|e|en)(?:me|nos) de baja\b|\b(?:me|nos) (?:den?|podrian? dar|puede[n]? dar) de baja\b|\b(?:quite|elimine|borre|saque|retire)n?(?:me|nos)\b|\b(?:quitar|eliminar|borrar|sacar)(?:me|nos) de\b/,
      /\b(?:eliminen?|borren?|quiten?) (?:mi|nuestra|nuestro|mis) (?:direccion|correo|email|datos)\b/,
    ],
    unless: [/\bno (?:me|nos) (?:he|hemos|di|quiten?|den?|eliminen?)\b|\bpor que\b/],
    examples: ['Por favor, quítenme de su lista.', 'Quiero darme de baja.', 'Eliminen mi correo.'],
    others: ['No me he dado de baja.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bno (?:quiero|deseo|queremos|deseamos) (?:recibir|seguir recibiendo|que me)\b|\bno (?:me|nos) (?:escriba|contacte|envie|mande)n?\b|\bdeje[n]? de (?:enviar|escribir|mandar|contactar)(?:me|nos)?\b/,
    ],
    unless: [/\b(?:hasta|antes de)\b/],
    examples: ['No quiero recibir más correos.', 'No me escriban más.', 'Dejen de enviarme correos.'],
    others: ['No me contacten hasta mayo.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:contact(?:e|ar|en) (?:con|a)|escrib(?:ir|a)(?:le)? a|puede escribirle|dirijase|dirigirse|hable con|pongase en contacto|enviel[oa] a|encarga|encargad[oa]|responsable)\b/,
    ],
    unless: [/\b(?:contacteme|escribame|escribirme|contactarme)\b/],
    examples: ['Contacte con Luis Ortega: luis@lead.test', 'De eso se encarga Eva (eva@lead.test).'],
    others: ['Puede escribirme a ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bno soy (?:yo )?(?:la|el) (?:persona|encargad[oa]|responsable|contacto)\b|\b(?:persona|direccion|departamento) equivocad[oa]\b|\bequivocado de (?:persona|direccion|departamento)\b|\bno (?:es|me encargo de) (?:mi (?:area|departamento)|es[eot]|estos?)\b/,
    ],
    examples: ['No soy la persona indicada.', 'No es mi departamento.'],
    others: ['¿Quién es la persona responsable?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\bmas (?:adelante|tarde)\b|\b(?:ahora|por el momento|por ahora|de momento) no\b|\b(?:ano|mes|trimestre) que viene\b|\b(?:escriba|contacte|llame|hable)(?:me|nos)?n? (?:\w{1,8} ){0,2}en (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b/,
      /\bproximo (?:ano|mes|trimestre)\b|\btodavia no\b|\ben (?:unos|\d{1,2}|dos|tres|seis) meses\b|\bno es (?:un )?buen momento\b/,
    ],
    examples: ['Ahora no.', 'Más adelante lo vemos.', 'Escríbame de nuevo en octubre.'],
    others: ['Ahora mismo le llamo.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bno (?:me|nos) interesa\b|\bno (?:estoy|estamos) interesad[oa]s?\b|\bno,? gracias\b|\bno (?:lo )?necesitamos\b|\bsin interes\b|\bya tenemos\b|\bno es algo que\b|\b(?:contentos|satisfechos) con\b|\bno nos hace falta\b/,
    ],
    examples: ['No, gracias.', 'No nos interesa.', 'Ya tenemos proveedor.'],
    others: ['Nos interesa, gracias.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\bllam(?:e|a|en)(?:me|nos)\b|\b(?:puede|podria)n? llamar(?:me|nos)\b|\b(?:me|nos) (?:puede|podria)n? llamar\b/,
    ],
    unless: [/\bno (?:me|nos) llam|\bsi (?:el|la|los|baja)\b/],
    examples: ['Llámeme mañana.', '¿Puede llamarme esta tarde?'],
    others: ['Llámeme si baja el precio.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:me|nos) interesa\b|\b(?:estoy|estamos|estaria|estariamos) (?:\w{1,20} )?interesad[oa]s?\b|\bsi,? por favor\b|\b(?:me|nos) gustaria\b/,
      /\benvi(?:e|a|en)(?:me|nos)\b|\bcon (?:mucho )?gusto\b|\bsuena (?:bien|interesante)\b|\bagendar\b/,
    ],
    examples: ['Me interesa mucho.', 'Nos gustaría ver una demostración.', 'Sí, por favor.'],
    others: ['Recibido, gracias.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:cuanto|como funciona|pueden|podrian|hay alguna)\b/],
    examples: ['Cuánto cuesta'],
    others: ['Funciona bien.'],
  },
]);
