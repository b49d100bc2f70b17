/** How salespeople write their decisions in Portuguese. */
import type { DecisionWords } from '../decision-words.ts';

export const portuguese: DecisionWords = {
  language: 'pt',
  decimals: 'comma',
  isDayFirst: true,
  greetings: 'olá, oi, bom dia, boa tarde, boa noite, caro, cara',
  openings: 'ok, sim, obrigado, obrigada, olá, por favor, infelizmente, estado, status, decisão, é, está, foi',
  selves: 'eu, nós',
  keywords: {
    accept: 'aceitar, aceito, aceite, aceita, aceitei, fico com ele, fico com ela, fico com este, assumo, eu assumo',
    contacted:
      'contactado, contactada, contatado, contatada, contactei, contatei, liguei, falei com ela, falei com ele',
    planned:
      'ligar de novo, ligar novamente, ligar outra vez, voltar a ligar, lembra-me, lembre-me, lembrar-me, lembrete, próximo contacto, próximo contato',
    meeting: 'reunião, reunião marcada, reunião agendada, reunião confirmada, demo marcada, demo agendada',
    won: 'ganho, ganha, ganhamos, ganhámos, vendido, vendida, negócio fechado, venda fechada',
    lost: 'perdido, perdida, perdemos, negócio perdido, venda perdida',
    return: 'devolver, devolvo, devolvido, devolvida, devolução, devolver ao marketing, de volta ao marketing',
  },
  fillers: 'este lead, o lead, este contacto, este contato, por favor, obrigado, obrigada, hoje, ontem, esta manhã',
  because: 'porque, por, por causa de, devido a, motivo, razão, contra, para, para a, para o',
  returnReasons: {
    no_fit:
      'não se encaixa, não encaixa, não é adequado, não é adequada, não é o nosso perfil, não é nosso perfil, fora do perfil, muito pequeno, muito pequena',
    no_budget:
      'sem orçamento, não há orçamento, não tem orçamento, não têm orçamento, falta de orçamento, sem verba, não tem verba, sem dinheiro, orçamento congelado',
    no_authority:
      'não decide, sem autoridade, não é quem decide, não é o decisor, não é a decisora, sem poder de decisão',
    timing:
      'agora não, não agora, não é o momento, mau momento, momento errado, não é boa altura, cedo demais, muito cedo, por agora não, por enquanto não',
    bad_data:
      'dados errados, dados incorretos, dados incorrectos, dados falsos, número errado, telefone errado, email errado, e-mail errado, endereço errado',
    duplicate: 'duplicado, duplicada, já é cliente, já conhecemos, repetido',
    competitor:
      'concorrente, um concorrente, concorrência, a concorrência, trabalha para a concorrência, é concorrente',
    unreachable: 'incontactável, não atende, não responde, inacessível, impossível de contactar, sem resposta',
  },
  lostReasons: {
    price: 'preço, o preço, muito caro, muito cara, caro demais',
    competitor:
      'concorrente, um concorrente, o concorrente, concorrência, a concorrência, foi para a concorrência, outro fornecedor, escolheu a concorrência',
    no_budget: 'sem orçamento, não há orçamento, não tem orçamento, falta de orçamento, sem verba, orçamento congelado',
    no_need:
      'não precisa, não precisam, sem necessidade, sem interesse, não tem interesse, projeto cancelado, projecto cancelado',
    no_decision: 'sem decisão, não há decisão, indeciso',
    timing: 'agora não, não é o momento, mau momento, momento errado, cedo demais, tarde demais',
    other: 'outro, outro motivo, outra razão, outros motivos',
  },
  unitPrices: 'cada, cada um, por, ao mês, ao ano, mensal, anual',
  and: 'depois, mas',
  or: 'ou, ou então',
  negations:
    'não, nunca, jamais, ninguém, nada, nem, nenhum, nenhuma, cancelado, cancelada, adiado, adiada, recusado, recusada',
  harmless: 'não há problema, sem problema, sem problemas, nenhum problema, no, se não me engano',
  hedges:
    'pendente, sujeito a, se, salvo, talvez, se calhar, provavelmente, possivelmente, quase, acho que, acho, não sei, não tenho a certeza, não tenho certeza, a menos que',
  conditions: 'quando, assim que, depois de, depois que, até que, logo que',
  takenBack:
    'não, ainda não, nunca, ou não, melhor não, não espera…, espera, espere, talvez, é brincadeira, brincadeira, ignorar, esqueça, falso, não é verdade',
  away: 'férias, no escritório, ao escritório, ausência',
  months:
    'janeiro; fevereiro, fev; março; abril, abr; maio; junho, jun; julho, jul; agosto, ago; setembro; outubro; novembro, nov; dezembro, dez',
  weekdays:
    'segunda-feira; terça-feira, terça; quarta-feira, quarta; quinta-feira, quinta; sexta-feira, sexta; sábado; domingo',
  tomorrow: 'amanhã',
  next: {
    week: 'próxima semana, a próxima semana, semana que vem, na próxima semana',
    month: 'próximo mês, o próximo mês, mês que vem, no próximo mês',
    quarter: 'próximo trimestre, o próximo trimestre, no próximo trimestre, trimestre que vem',
    year: 'próximo ano, o próximo ano, no próximo ano, ano que vem, ano novo',
  },
  quarter: 'trimestre',
  units: {
    day: 'dia, dias',
    week: 'semana, semanas',
    month: 'mês, meses',
    year: 'ano, anos',
  },
  numbers: 'um, uma; dois, duas; três; quatro; cinco; seis; sete; oito; nove; dez; onze; doze',
  until: 'até, até ao, não antes de, tentar de novo, tentar novamente, voltar a tentar',
  again: 'antes de, antes do, de novo, novamente, outra vez, voltar a ligar, ligar',
  after:
    'depois de, depois do, depois da, após, fim de, ao fim de, final de, início de, meados de, segunda ordem, meio ano',
  articles: 'o, a, o dia, dia, no dia, na, no, de, do, ao, em, a partir de, a partir do',
  within: 'em, dentro de, daqui a, no, a partir de, a partir do',
};
