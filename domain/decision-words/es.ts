/** How salespeople write their decisions in Spanish. Some of its countries write a point before decimals, some a comma. */
import type { DecisionWords } from '../decision-words.ts';

export const spanish: DecisionWords = {
  language: 'es',
  decimals: null,
  isDayFirst: true,
  greetings: 'hola, buenos días, buenas tardes, buenas, estimado, estimada, estimados',
  openings: 'ok, sí, vale, gracias, hola, por favor, lo siento, lo, la, estado, decisión, es, está',
  selves: 'yo, hemos, he',
  keywords: {
    accept:
      'aceptar, acepto, aceptado, aceptada, lo acepto, la acepto, aceptamos, me lo quedo, me la quedo, lo tomo, la tomo, lo cojo, me encargo',
    contacted: 'contactado, contactada, contacté, llamado, llamada, llamé, hablado, hablé',
    planned:
      'volver a llamar, llamar de nuevo, llamar otra vez, recuérdame, recordarme, recordatorio, próximo contacto',
    meeting:
      'reunión, reunión fijada, reunión agendada, reunión concertada, reunión programada, cita, cita fijada, cita concertada, cita agendada, demo agendada',
    won: 'ganado, ganada, ganamos, vendido, vendida, venta cerrada, trato cerrado',
    lost: 'perdido, perdida, perdimos, venta perdida',
    return:
      'devolver, devuelvo, devuelto, devuelta, lo devuelvo, la devuelvo, devolución, devolver a marketing, de vuelta a marketing',
  },
  fillers: 'este lead, el lead, este contacto, por favor, gracias, hoy, ayer, esta mañana',
  because: 'porque, por, debido a, motivo, con motivo, razón, contra, ante, a',
  returnReasons: {
    no_fit:
      'no encaja, no es adecuado, no es adecuada, no es nuestro cliente, no es nuestro perfil, no cumple el perfil, fuera de perfil, demasiado pequeño, demasiado pequeña',
    no_budget:
      'sin presupuesto, no hay presupuesto, no tiene presupuesto, no tienen presupuesto, falta de presupuesto, sin dinero, no hay dinero, presupuesto congelado',
    no_authority:
      'no decide, sin autoridad, no es quien decide, no es el decisor, no es la decisora, no tiene poder de decisión',
    timing:
      'ahora no, no ahora, mal momento, no es el momento, no es buen momento, demasiado pronto, muy pronto, de momento no, por ahora no',
    bad_data:
      'datos incorrectos, datos erróneos, datos falsos, datos malos, número incorrecto, número equivocado, teléfono incorrecto, teléfono equivocado, correo incorrecto, email incorrecto, dirección incorrecta',
    duplicate: 'duplicado, duplicada, un duplicado, ya es cliente, ya lo conocemos, ya la conocemos, repetido',
    competitor: 'competidor, un competidor, competencia, la competencia, trabaja para la competencia, es competencia',
    unreachable:
      'no contesta, no responde, ilocalizable, inlocalizable, imposible de contactar, no localizable, sin respuesta',
  },
  lostReasons: {
    price: 'precio, el precio, demasiado caro, demasiado cara, muy caro, muy cara',
    competitor:
      'competidor, un competidor, competencia, la competencia, se fue con la competencia, otro proveedor, eligió a la competencia',
    no_budget: 'sin presupuesto, no hay presupuesto, no tiene presupuesto, falta de presupuesto, presupuesto congelado',
    no_need:
      'no lo necesita, no lo necesitan, sin necesidad, sin interés, no le interesa, no les interesa, proyecto cancelado',
    no_decision: 'sin decisión, no hay decisión, no se decide, indeciso',
    timing: 'ahora no, mal momento, no es el momento, demasiado pronto, demasiado tarde',
    other: 'otro, otro motivo, otra razón, otros motivos',
  },
  unitPrices: 'cada, cada uno, por, al mes, al año, mensual, anual',
  and: 'y, luego, pero',
  or: 'o, o bien',
  negations:
    'no, nunca, jamás, nadie, nada, ningún, ninguno, ninguna, tampoco, cancelado, cancelada, aplazado, aplazada, rechazado, rechazada',
  harmless: 'no hay problema, ningún problema, sin problema, sin problemas, se',
  hedges:
    'pendiente, sujeto a, si, salvo, quizás, quizá, tal vez, a lo mejor, probablemente, posiblemente, casi, creo, no sé, no estoy seguro, no estoy segura, a menos, más bien',
  conditions: 'cuando, en cuanto, una vez, después de, hasta que, siempre que',
  takenBack:
    'no, aún no, todavía no, nunca, o no, mejor no, no espera…, espera, quizás, quizá, tal vez, es broma, broma, ignorar, olvídalo, falso, no es verdad, no es cierto',
  away: 'vacaciones, en la oficina, a la oficina, ausencia',
  months:
    'enero, ene; febrero, feb; marzo; abril, abr; mayo; junio, jun; julio, jul; agosto, ago; septiembre, setiembre, sept, sep; octubre, oct; noviembre, nov; diciembre, dic',
  weekdays: 'lunes; martes; miércoles; jueves; viernes; sábado; domingo',
  tomorrow: 'mañana',
  next: {
    week: 'próxima semana, la próxima semana, semana que viene, la semana que viene',
    month: 'próximo mes, el próximo mes, mes que viene, el mes que viene',
    quarter: 'próximo trimestre, el próximo trimestre, trimestre que viene, el trimestre que viene',
    year: 'próximo año, el próximo año, año que viene, el año que viene, año nuevo',
  },
  quarter: 'trimestre',
  units: {
    day: 'día, días',
    week: 'semana, semanas',
    month: 'mes, meses',
    year: 'año, años',
  },
  numbers: 'un, una, uno; dos; tres; cuatro; cinco; seis; siete; ocho; nueve; diez; once; doce',
  until: 'hasta, hasta el, no antes de, no antes del, volver a intentar, reintentar',
  again: 'antes de, antes del, de nuevo, otra vez, volver a llamar, llamar',
  after: 'después de, tras, finales de, fin de, fines de, principios de, mediados de, nuevo aviso, medio año',
  articles: 'el, la, el día, de, del, a, a partir de, a partir del, en',
  within: 'en, dentro de, a partir de, a partir del',
};
