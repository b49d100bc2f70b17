/**
 * The words of answers that machines write, by what they mean: data, as patterns for text in the form of `plainWords`.
 */

/** The person is gone for good. */
export const leftWords: readonly RegExp[] = [
  /\b(?:no longer|not) (?:\w{1,12} ){0,2}(?:with|works?(?:ing)? (?:at|for|with|here)|employed|a member of)\b|\b(?:has|have|had) left (?:the company|the organi[sz]ation|the firm|our company|us|my position)\b|\bleft the company\b|\b(?:has|have) left\b(?! (?:a|an|you|me|the office|the building|for|on|home|his|her|my|early)\b)|\bis no longer (?:with|at|employed|here)\b|\b(?:has|have) retired\b|\bno longer (?:works|employed|an employee)\b|\bdoes(?: not|n't) work (?:here|for us) any ?more\b/,
  /\bnicht mehr (?:\w{1,14} ){0,4}(?:tatig|beschaftigt|angestellt|bei (?:uns|der|dem)|im unternehmen|in (?:unserem|unserer|der|dem))\b|\b(?:ausgeschieden|das unternehmen verlassen|unternehmen verlassen|in den ruhestand|im ruhestand|in rente)\b/,
  /\bne (?:fait|fais|travaille|travaillons) plus\b|\bn'est plus (?:en poste|employee?|dans|chez|salariee?)|\ba quitte (?:la societe|l'entreprise|ses fonctions|notre)|\bj'ai quitte (?:la societe|l'entreprise|mes fonctions)|\b(?:a|en) la retraite\b/,
  /\bya no (?:trabaj|forma parte|pertenece|labora|esta en la (?:empresa|compania))|\bha dejado (?:la empresa|la compania|de trabajar)|\bse ha jubilado\b/,
  /\bnon (?:lavora|lavoro|fa|faccio) piu\b|\bha lasciato (?:l'azienda|la societa)|\bho lasciato (?:l'azienda|la societa)|\bnon (?:e|sono) piu (?:in|un|alle|presso|dipendente)\b/,
  /\bniet (?:meer|langer) (?:\w{1,12} ){0,2}(?:werkzaam|in dienst)\b|\bwerkt (?:hier )?niet (?:meer|langer)\b|\buit dienst\b|\bwerkt niet meer\b/,
  /\b(?:ja )?nao (?:trabalha|trabalho|faz parte|faco parte|colabora|integra) mais\b|\bja nao (?:trabalha|trabalho|faz parte|faco parte|colabora|esta na empresa)|\bdeixou (?:a empresa|de trabalhar)\b|\bnao (?:trabalha|faz) mais\b/,
  /\bnie (?:pracuje|jest|pracuja) juz\b|\bjuz nie (?:pracuje|jest)|\bzakonczyl\w{0,3} (?:prace|wspolprace)\b|\bodszed\w{0,2} z firmy\b/,
  /\bhar slutat\b|\barbetar inte langre\b|\binte langre (?:anstalld|kvar|arbetar)\b|\bhar lamnat (?:foretaget|bolaget|sin)|\bgatt i pension\b/,
  /\b(?:er )?ikke laengere (?:ansat|i virksomheden|hos)\b|\barbejder ikke laengere\b|\ber fratradt\b|\ber stoppet (?:i|hos)\b|\bhar forladt (?:virksomheden|firmaet)\b/,
  /\bmar nem (?:dolgozik|dolgozom|munkatars)|\btobbe nem dolgozik|\btavozott (?:a )?(?:ceg|vallalat)/,
];

/** A filter asks who wrote to prove that they are human. */
export const challengeWords: readonly RegExp[] = [
  /\b(?:confirm|verify|prove|know) (?:that )?(?:you are|you're|that you are|your are) (?:a )?(?:human|real|person|not a (?:robot|spammer))|\b(?:verify|confirm) your (?:e-?mail|message|address|identity|self|delivery)|\bplease (?:verify|confirm) (?:that )?(?:your|you)\b/,
  /\b(?:click|follow|reply|press)\b.{0,80}\b(?:so (?:that )?(?:i|we) can receive|deliver(?:ed)? (?:your|to)|verify|be delivered|release|add you|guest list|inbox)\b|\bmessage is (?:in my pending|waiting|being held)|\bbeing held (?:because|until|for)\b.{0,60}\bverif|\bprotecting (?:myself|ourselves|my inbox) from\b/,
  /\b(?:bestatigen sie|beweisen sie)\b.{0,80}\b(?:mensch|absender|nachricht|e-?mail|zustellung)\b/,
  /\b(?:confirmez|confirmer|veuillez confirmer)\b.{0,80}\b(?:message|envoi|humain|adresse|identite)\b/,
  /\b(?:confirme|confirmar|confirmacion|confirmacao)\b.{0,80}\b(?:mensaje|mensagem|envio|remitente|remetente|humano|clicando|clic)\b|\bsolicitacao de confirmacao\b/,
  /\b(?:confermi|conferma|confermare)\b.{0,80}\b(?:messaggio|mittente|umano|invio)\b|\b(?:potwierd\w{1,4})\b.{0,80}\b(?:wiadomosc|nadawc|czlowiek)/,
  /\b(?:bevestig)\b.{0,80}\b(?:bericht|afzender|mens)\b|\b(?:bekrafta|bekraeft)\b.{0,80}\b(?:meddelande|besked|avsandare|afsender)|\berositse meg\b.{0,80}\b(?:uzenet|felado|cim)/,
];

/** Who sends challenges: found in From, Sender and some header fields. */
export const challengeSenders =
  /boxbe|spam ?arrest|antispam ?uol|tmda|sendio|choicemail|mail ?in ?black|knowspam|bluebottle/i;

/** Somebody's desk has a mail, and says no more. People write it as well. */
export const acknowledgementWords: readonly RegExp[] = [
  /\b(?:thank you|thanks)(?: \w{1,12}){0,2} for (?:your (?:e-?mail|mail|message|enquiry|inquiry|request|interest)|contacting|writing|getting in touch|reaching out)\b|\b(?:have|has been|was) received your\b|\bwe received your\b|\byour (?:e-?mail|message|request|enquiry|inquiry) (?:was|has been) received\b|\b(?:do not|don't) reply to this\b|\bautomat(?:ic|ed) (?:reply|response|message|answer)\b/,
  /\bdank fur (?:ihre|deine|eure) (?:e-?mail|mail|nachricht|anfrage)\b|\bautomatische (?:antwort|nachricht)\b|\bhaben (?:ihre|deine) (?:e-?mail|nachricht|anfrage) erhalten\b/,
  /\bmerci (?:pour|de) votre (?:e-?mail|mail|message|courriel|demande)\b|\bavons bien recu votre\b|\breponse automatique\b/,
  /\bgracias por (?:su|tu) (?:mensaje|correo|e-?mail|consulta)\b|\brespuesta automatica\b|\bhemos recibido su\b/,
  /\bgrazie per (?:la (?:sua|tua)|il (?:suo|tuo)|averci)\b|\brisposta automatica\b|\babbiamo ricevuto la sua\b/,
  /\b(?:bedankt|dank) (?:u )?voor (?:uw|je|jouw) (?:e-?mail|mail|bericht)\b|\bautomatisch (?:antwoord|bericht)\b/,
  /\bobrigad[oa] (?:pelo|pela|por) (?:seu|sua|teu|tua)\b|\bresposta automatica\b|\brecebemos (?:o seu|a sua)\b/,
  /\bdziekuj(?:e|emy) za (?:wiadomosc|kontakt|maila)\b|\bautomatyczna odpowiedz\b/,
  /\btack for (?:ditt|din|ert) (?:mejl|mail|meddelande)\b|\bautomatiskt svar\b|\btak for (?:din|deres|jeres) (?:mail|e-?mail|besked|henvendelse)\b/,
  /\bkoszon(?:om|juk) (?:a )?(?:level|uzenet|megkeres)|\bautomatikus valasz\b/,
];

/** Something became of a mail: it was read, delivered, forwarded or kept for somebody to look at. No report in form. */
export const noticeWords: readonly RegExp[] = [
  /\b(?:was|has been) (?:read|displayed|opened) on\b|\bthis is a (?:return|read) receipt\b|\breturn receipt\b.{0,80}\b(?:displayed|read)\b/,
  /\bwurde (?:am|um) .{1,80}\b(?:gelesen|angezeigt|geoffnet)\b|\blesebestatigung\b|\ba ete (?:lu|affiche)e? le\b|\bse ha leido\b|\bfue leido\b|\be stato letto\b|\bis gelezen op\b|\bfoi lida\b|\blaestes?\b.{0,20}\bden\b/,
  /\b(?:successfully|was|has been) (?:delivered|relayed|forwarded) to\b|\bmessage has been forwarded\b|\bwurde (?:zugestellt|weitergeleitet)\b|\ba ete (?:transfere|remis)e?\b|\bha sido (?:entregado|reenviado)\b/,
  /\bawaits moderator approval\b|\bheld (?:until|for) .{0,60}\bmoderat|\b(?:quarantine|held for review)\b/,
];

/** Subjects of the same. */
export const noticeSubject =
  /^(?:read|gelesen|lu|leido|letto|gelezen|lida|last|laest|przeczytane|olvasva|not read|ungelesen|delivered|zugestellt|relayed|recall|ruckruf|lesebestatigung|read receipt|return receipt|successful mail delivery|delivery (?:status|report|receipt)|mail delivery)\b[: ]/;
