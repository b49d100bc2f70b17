/** How salespeople write their decisions in French. */
import type { DecisionWords } from '../decision-words.ts';

export const french: DecisionWords = {
  language: 'fr',
  decimals: 'comma',
  isDayFirst: true,
  greetings: 'bonjour, salut, bonsoir, cher, chère',
  openings:
    "ok, oui, merci, bonjour, désolé, désolée, malheureusement, lead, statut, décision, c'est, est, il est, elle est",
  selves: "je, nous, on a, j'ai, nous avons",
  keywords: {
    accept:
      "accepter, accepté, acceptée, j'accepte, accepte, je le prends, je la prends, je prends, je m'en occupe, pris en charge",
    contacted: 'contacté, contactée, appelé, appelée, joint, jointe, contact établi',
    planned:
      'rappeler, à rappeler, recontacter, à recontacter, relancer, à relancer, rappelle-moi, rappelez-moi, rappel, prochain contact',
    meeting:
      'rendez-vous, rendez-vous pris, rendez-vous fixé, rdv, rdv pris, rdv fixé, rdv calé, réunion, réunion fixée, réunion prévue, démo prévue',
    won: 'gagné, gagnée, vendu, vendue, affaire gagnée, affaire conclue, marché gagné',
    lost: 'perdu, perdue, affaire perdue, marché perdu',
    return:
      'retour, retourner, retourné, rendre, rendu, je rends, je le rends, je la rends, renvoyer, renvoyé, je renvoie, retour au marketing',
  },
  fillers: "le, la, ce lead, le lead, cette piste, svp, s'il vous plaît, merci, aujourd'hui, hier, ce matin",
  because: 'car, parce que, à cause de, à cause du, pour, pour cause de, motif, raison, contre, à, face à, sur',
  returnReasons: {
    no_fit:
      'pas adapté, pas adaptée, inadapté, pas notre cible, hors cible, ne correspond pas, ne convient pas, trop petit, trop petite',
    no_budget:
      "pas de budget, aucun budget, sans budget, pas le budget, pas d'argent, plus de budget, budget insuffisant, budget gelé, manque de budget",
    no_authority:
      "pas décideur, pas le décideur, pas la décideuse, ne décide pas, pas d'autorité, pas décisionnaire, pas le bon interlocuteur",
    timing:
      "pas maintenant, pas le bon moment, mauvais moment, pas le moment, trop tôt, pas pour l'instant, pas encore prêt, pas encore prête, calendrier",
    bad_data:
      'mauvaises données, données fausses, données erronées, données incorrectes, fausses données, faux numéro, mauvais numéro, numéro faux, numéro erroné, mauvaise adresse, adresse fausse, adresse erronée, faux email',
    duplicate: 'doublon, un doublon, déjà client, déjà cliente, déjà connu, déjà connue',
    competitor: 'concurrent, un concurrent, concurrence, travaille chez un concurrent, chez un concurrent',
    unreachable: 'injoignable, pas joignable, impossible à joindre, ne répond pas, pas de réponse, jamais joignable',
  },
  lostReasons: {
    price: 'prix, le prix, trop cher, trop chère, moins cher ailleurs',
    competitor:
      'concurrent, un concurrent, le concurrent, concurrence, la concurrence, parti chez un concurrent, partie chez un concurrent, autre fournisseur',
    no_budget: 'pas de budget, aucun budget, sans budget, plus de budget, budget insuffisant, budget gelé',
    no_need:
      'pas de besoin, plus besoin, aucun besoin, pas intéressé, pas intéressée, pas intéressés, projet annulé, projet arrêté',
    no_decision: 'pas de décision, aucune décision, indécis, indécise',
    timing: 'pas maintenant, pas le bon moment, mauvais moment, trop tôt, trop tard',
    other: 'autre, autre raison, autres raisons',
  },
  unitPrices: 'chacun, chacune, chaque, par, pièce, mensuel, annuel',
  and: 'et, puis, et puis, mais',
  or: 'ou, ou bien',
  negations: 'ne, pas, non, jamais, aucun, aucune, rien, personne, annulé, annulée, reporté, reportée, refusé, refusée',
  harmless: 'pas de problème, pas de souci, aucun problème, sans problème, se',
  hedges:
    "sous réserve, si, s'il, s'ils, sauf, peut-être, probablement, sans doute, éventuellement, presque, je crois, je pense, à moins, pas sûr, pas sûre, plutôt, sous réserve",
  conditions: 'quand, dès que, après que, une fois, à condition, lorsque',
  takenBack:
    "non, pas, pas encore, pas vraiment, jamais, ou pas, ou non, finalement non, finalement pas, non attendez…, attendez, attends, peut-être, je plaisante, oubliez, à ignorer, faux, pas vrai, c'est faux",
  away: 'vacances, congés, congé, au bureau, absence, absent, absente',
  months:
    'janvier, janv; février, fevr; mars; avril, avr; mai; juin; juillet, juil; août; septembre, sept; octobre, oct; novembre, nov; décembre',
  weekdays: 'lundi; mardi; mercredi; jeudi; vendredi; samedi; dimanche',
  tomorrow: 'demain',
  next: {
    week: 'semaine prochaine, la semaine prochaine',
    month: 'mois prochain, le mois prochain',
    quarter: 'trimestre prochain, le trimestre prochain, prochain trimestre, au prochain trimestre',
    year: "l'année prochaine, année prochaine, l'an prochain, an prochain",
  },
  quarter: 'trimestre',
  units: {
    day: 'jour, jours',
    week: 'semaine, semaines',
    month: 'mois',
    year: 'an, ans, année, années',
  },
  numbers: 'un, une; deux; trois; quatre; cinq; six; sept; huit; neuf; dix; onze; douze',
  until: "jusqu'à, jusqu'au, jusqu'en, pas avant, réessayer",
  again:
    'avant, avant le, à nouveau, de nouveau, recontacter, rappeler, relancer, à recontacter, à rappeler, à relancer',
  after: 'après, fin, la fin de, début, mi',
  articles: 'le, la, au, du, en, à partir de, à partir du, dès, dès le, ce',
  within: 'en, au, dans, à partir de, à partir du, dès',
};
