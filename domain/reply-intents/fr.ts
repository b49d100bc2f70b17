/** How answers in French say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const french = rulesOf('fr', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:svp |merci de )?(?:(?:me |nous |se )?(?:desabonner|desinscrire|retirer)|desinscription|desabonnement|desabonnez-moi|desinscrivez-moi|plus de mails?|arretez)(?: svp| merci| s'il vous plait)*$/,
    ],
    examples: ['Désinscription', 'Merci de me désinscrire.', 'Désabonnez-moi SVP'],
    others: ['Arrêtez-vous à notre stand.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:me|nous|m') ?(?:retirer|supprimer|enlever|rayer|desinscrire|desabonner|oter)\b|\betre (?:retiree?|supprimee?|desinscrite?|desabonnee?|enlevee?)s?\b|\b(?:retirez|supprimez|enlevez|desinscrivez|desabonnez|rayez)-(?:moi|nous)\b/,
      /\b(?:supprimer|retirer|enlever|supprimez|retirez) (?:mon|notre|mes|nos) (?:adresse|mail|e-?mail|coordonnees|donnees|contact)\b/,
    ],
    unless: [/\bne (?:me|nous|m') ?(?:retirez|suis pas|desabonne)|\bpourquoi\b|\bpas (?:desabonne|desinscrit)/],
    examples: ['Veuillez me retirer de votre liste.', 'Supprimez mon adresse.', 'Retirez-nous de vos envois.'],
    others: ["Je ne me suis pas désabonné, pourquoi n'ai-je rien reçu ?"],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bne (?:souhaite|veux|desire|souhaitons|voulons|desirons) plus (?:recevoir|etre (?:contacte|sollicite))|\bne plus (?:recevoir|etre (?:contacte|sollicite)|m'ecrire|me contacter|nous contacter|m'envoyer)/,
      /\bne (?:nous |me |m')?(?:contactez|ecrivez|envoyez) (?:plus|pas)\b|\b(?:arretez|cessez) (?:de |d')(?:m'|me |nous |m)?(?:envoyer|ecrire|contacter|spammer)|\blaissez-(?:moi|nous) tranquille/,
    ],
    unless: [/\bpas (?:avant|le|la|les|en|au)\b/],
    examples: ['Je ne souhaite plus recevoir vos mails.', "Arrêtez de m'écrire.", 'Merci de ne plus me contacter.'],
    others: ['Ne me contactez pas avant mai.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:contacter|contactez|ecrire a|ecrivez a|adresser|adressez|adressez-vous|vous adresser|voir avec|rapprocher de|envoyer a|envoyez a|joindre|remplace(?:e|nt)?)\b/,
      /\b(?:s'occupe|s'en occupe|en charge|responsable|interlocut(?:eur|rice)|successeur)\b/,
    ],
    unless: [/\b(?:me|nous|m') ?(?:contacter|ecrire|envoyer|joindre)|\b(?:contactez|ecrivez|envoyez)-(?:moi|nous)/],
    examples: ['Merci de contacter Claire Dubois : claire@lead.test', "C'est Paul qui s'en occupe : paul@lead.test"],
    others: ['Merci de me contacter à ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bpas (?:la bonne|le bon|la|le) (?:personne|interlocut(?:eur|rice)|contact|service)\b|\bmauvais(?:e)? (?:personne|interlocut(?:eur|rice)|contact|service|adresse)\b/,
      /\bne (?:suis|sommes) pas (?:\w{1,10} )?(?:responsable|concerne|en charge|charge)|\bne m'(?:en )?occupe (?:pas|plus)\b|\bvous (?:vous )?(?:trompez|etes trompee?) de\b|\bpas de (?:mon|notre) ressort\b|\berreur de (?:personne|destinataire)\b/,
    ],
    examples: ['Je ne suis pas la bonne personne.', 'Je ne suis pas responsable de ce sujet.'],
    others: ['Qui est responsable ?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\bplus tard\b|\bpas (?:maintenant|pour le moment|pour l'instant|tout de suite|le (?:bon )?moment)\b|\b(?:mois|annee|trimestre) prochaine?\b/,
      /\bdans (?:quelques|\d{1,2}|deux|trois|six) mois\b|\ba la rentree\b|\bpas le temps\b|\b(?:revenez vers|recontactez|relancez|rappelez)-? ?(?:moi|nous) (?:en|a partir|apres|dans|debut)\b/,
    ],
    examples: ['Pas maintenant.', "Peut-être l'année prochaine.", 'Revenez vers moi en septembre.'],
    others: ['Je suis disponible mardi.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bpas (?:du tout |vraiment )?(?:interesse(?:e|s|es)?\b|besoin\b|d'interet\b)|\bnon,? merci\b|\baucun (?:interet|besoin)\b/,
      /\bne nous interesse\b|\bne m'interesse\b|\b(?:avons|ai) deja (?:un|une|notre|mon|ce|cette)\b|\bsans suite\b|\bne correspond pas\b|\b(?:satisfaits?|contents?) de notre\b/,
    ],
    examples: ['Non merci.', 'Cela ne nous intéresse pas.', 'Nous avons déjà un prestataire.'],
    others: ["Nous avons besoin d'un devis."],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\b(?:r?appelez|telephonez)-(?:moi|nous)\b|\b(?:me|nous|m') ?(?:r?appeler|telephoner|joindre (?:au|par telephone))\b|\bjoignable (?:au|par telephone)\b/,
    ],
    unless: [
      /\bne (?:me |nous |m')?(?:r?appelez)|\bsi (?:le|les|vos|votre|jamais)\b|\bne (?:pas|plus) (?:me |nous |m')?(?:r?appeler)/,
    ],
    examples: ['Appelez-moi demain.', 'Pouvez-vous me rappeler ?'],
    others: ['Appelez-moi si le prix baisse.', "Merci de ne pas m'appeler."],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:suis|sommes|serais|serions) (?:\w{1,20} ){0,2}interesse(?:e|s|es)?\b|\b(?:m'|nous )interesse\b|\boui,? (?:volontiers|merci|avec plaisir|s'il)\b/,
      /\benvoyez-(?:moi|nous)\b|\bavec plaisir\b|\b(?:prendre|fixer|convenir d') ?(?:un )?rendez-vous\b|\ben savoir plus\b|\bpourquoi pas\b/,
    ],
    examples: ['Nous sommes très intéressés.', "J'aimerais en savoir plus.", 'Avec plaisir !'],
    others: ['Merci, bien reçu.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:combien|est-ce que|quel(?:le)?s? (?:est|sont)|pouvez-vous|pourriez-vous)\b/],
    examples: ['Est-ce que les données restent en Europe'],
    others: ['Les données restent ici.'],
  },
]);
