"""Follow-ups: what was asked before, the follow-up, and how it must be read, best first."""

from pathlib import Path

import pytest

from bot.answer import Turn
from bot.followup import readings
from bot.terms import content_words
from bot.typed import led_up_to
from evals.questions import load_questions

OPENED = (
    "The meeting was opened by Chief of the Administration for International Cooperation of the "
    "Ministry of Internal Affairs of Russia Pyotr Popov."
)
MET = (
    "On Wednesday, September 25, 2019 the First meeting of the Finland-Norway-Russia group on law "
    "enforcement cooperation took place in Murmansk."
)
SIGNED = (
    "At the end of the meeting, a tripartite protocol was signed, which enshrined the main "
    "practical steps in the framework of cooperation."
)
SETS = Path(__file__).parent.parent / "evals" / "sets"
ATTENDED = "The meeting was attended by policemen from Finland and Norway."

# (earlier questions, what was quoted for the last of them, follow-up, its best reading)
TABLE = [
    # A member of what was spoken of
    ("Which countries belong to the Baltic Sea Task Force?", "", "Is Russia still a member?",
     "Is Russia still a member (the Baltic Sea Task Force)?"),
    ("Who are the members (the Baltic Sea Task Force)?", "", "Is Russia still a member?",
     "Is Russia still a member (the Baltic Sea Task Force)?"),
    ("What happened in Murmansk in 2017?", "", "Who led the Finnish side?",
     "Who led the Finnish side (Murmansk, 2017)?"),
    # What is named first is what "it" stands for, and "there" is where what follows was
    ("How high is the fence?", "", "BALTCOM what is it", "BALTCOM what is it"),
    ("How high is the fence?", "", "The 2014 protocol, who signed it?",
     "The 2014 protocol, who signed it?"),
    ("Where is the river?", "", "Was anyone from Belarus there when they met in Pskov?",
     "Was anyone from Belarus there when they met in Pskov?"),
    # What else there is of it, or another of the kind
    ("How high is the Finnish border fence?", "", "and the price?",
     "What is the price of the Finnish border fence?"),
    ("What is the price of the border fence?", "", "Which company builds it?",
     "Which company builds the border fence?"),
    ("What does a red notice ask the police to do?", "", "And a blue one?",
     "What does a blue notice ask the police to do?"),
    ("May Finnish police chase a man into Russia?", "", "and into Norway?",
     "May Finnish police chase a man into Norway?"),
    ("Can people cross from Russia into Norway?", "", "With a Russian car?",
     "Can people cross from Russia into Norway with a Russian car?"),
    ("When did the Second Protocol of 2001 bind Russia?", "", "What is article 20 about?",
     "What is article 20 of the Second Protocol of 2001 about?"),
    ("When was the protocol of 2001 signed?", "", "Which articles of the treaty of 1998 are old?",
     "Which articles of the treaty of 1998 are old?"),
    ("What sentence did the owner get?", "", "the Hydra founder then?",
     "What sentence did the Hydra founder get?"),
    ("Who is the head of Kripos?", "Ann Berg is the head of Kripos.", "and before her?",
     "Who was the head of Kripos before Ann Berg?"),
    ("Who chairs the Arctic Council now?", "Denmark took it over with Ann Berg in the chair.",
     "And before that?", "Who chaired the Arctic Council before Denmark?"),
    ("Is the border fence ready yet?", "", "Do the Norwegians have one too?",
     "Do the Norwegians have a border fence too?"),
    ("When was the cooperation agreement signed?", "", "and Norway's?",
     "When was the Norwegian cooperation agreement signed?"),
    ("Who is the liaison prosecutor at Eurojust?", "", "no, I meant the Finnish member",
     "Who is the Finnish member at Eurojust?"),
    ("Who is the head of Kripos?", "", "And the deputy?", "Who is the deputy of Kripos?"),
    ("What were the Finns upset about in 2008?", "", "and the Russians?",
     "What were the Russians upset about in 2008?"),
    ("Who is the police commissioner of Finland?", "", "And the Norwegian one?",
     "Who is the Norwegian police commissioner?"),
    ("How high is the Finnish border fence?", "", "price?", "Price (the Finnish border fence)?"),
    ("Who pays if they wreck something?", "", "When do they have to stop?",
     "When do they have to stop?"),
    ("How long is the border between Norway and Russia?", "", "no, the Finnish one",
     "How long is the Finnish border?"),
    ("How many arrests were there in May 2025?", "", "only Finland?",
     "How many arrests were there in May 2025 in Finland?"),
    ("How many police liaison officers did Finland have?", "", "Who was the one in Murmansk?",
     "Who was the police liaison officer in Murmansk?"),
    ("Who signed the 2002 agreement on economic crime?", "", "Where was the Finnish one signed?",
     "Where was the Finnish agreement signed?"),
    # What lies between two is one thing
    ("Is the border between Finland and Russia open?", "", "Since when is it closed?",
     "Since when is the border between Finland and Russia closed?"),
    ("Is the border between Finland and Russia open?", "", "How long is the border?",
     "How long is the border between Finland and Russia?"),
    ("How long is the border between Finland and Russia?", "", "And the Norwegian one?",
     "How long is the Norwegian border?"),
    ("Is the border between Norway and Russia open?", "", "And between Finland and Russia?",
     "Is the border between Finland and Russia open?"),
    ("Is the border between Finland and Russia open?", "", "Which crossing points are there?",
     "Which crossing points are there (the border between Finland and Russia)?"),
    ("Can Norwegian police cross into Finland?", "", "And into Russia?",
     "Can Norwegian police cross into Russia?"),
    ("What agreements are there between Finland and Russia?", "", "Are they in force?",
     "Are the agreements in force (Finland and Russia)?"),
    ("Is Storskog open?", "", "Give me a timeline of that", "Give me a timeline of Storskog"),
    # What a question leaves out, or says with "do that", "one", "it"
    ("When did Russia leave the Arctic Council?", "", "Did Finland leave too?",
     "Did Finland leave too (the Arctic Council)?"),
    ("What is the Vienna Convention?", "", "when did finland join",
     "When did finland join (the Vienna Convention)?"),
    ("What is controlled delivery?", "", "Can Finland do that with Russia?",
     "Can Finland do that with Russia (controlled delivery)?"),
    ("What is a joint investigation team?", "", "can Russia be part of one?",
     "Can Russia be part of a joint investigation team?"),
    ("What is hot pursuit?", "", "Is it allowed between Finland and Norway?",
     "Is hot pursuit allowed between Finland and Norway?"),
    ("What is PTN?", "", "Who can use its liaison officers?",
     "Who can use PTN's liaison officers?"),
    ("And the Pompidou Group?", "", "What is that?", "What is the Pompidou Group?"),
    ("What does the agreement with Europol say?", "", "Is Norway part of it?",
     "Is Norway part of the agreement with Europol?"),
    ("How are drugs smuggled by mail?", "", "Norwegian cases?",
     "Norwegian cases (drugs, mail)?"),
    ("Who heads Finland's NBI?", "", "Does it have people in Russia?",
     "Does Finland's NBI have people in Russia?"),
    ("Who shut Hydra down?", "", "Is it open?", "Is Hydra open?"),
    ("Is there a fence (the border with Russia)?", "", "How long is it?",
     "How long is the fence (the border with Russia)?"),
    ("Who runs Norwegian customs?", "", "And Russia's?", "Who runs Russian customs?"),
    ("Why is the Finnish-Russian border closed?", "", "And Norway?",
     "Why is the Norwegian-Russian border closed?"),
    ("Who chaired the Task Force before 2016?", "", "And after that?",
     "Who chaired the Task Force after 2016?"),
    ("Are Norway and Finland members of Europol?", "", "Tell me more", "Tell me about Europol"),
    # More of the same, and what was meant
    ("What are precursors?", "", "Tell me more", "Tell me about precursors"),
    ("What are precursors?", "", "Can you give examples?", "What are examples of precursors?"),
    ("Who chaired the Task Force in 2016?", "", "No, I mean 2015",
     "Who chaired the Task Force in 2015?"),
    ("Who chaired the Task Force in 2016?", "", "And before that?",
     "Who chaired the Task Force before 2016?"),
    ("Is the crime agreement of 1993 in force?", "", "And the customs one?",
     "Is the customs agreement in force?"),
    ("Is the Finnish-Russian border open?", "", "And the Norwegian one?",
     "Is the Norwegian-Russian border open?"),
    ("Was Russia suspended from Interpol?", "", "Why not?",
     "Why was Russia not suspended from Interpol?"),
    ("Is the border open?", "The border is closed.", "Why?", "Why is the border closed?"),
    # A bare "the agreement" is the one that was spoken of
    ("When was the Norwegian-Russian border agreement made?", "", "Who signed the agreement?",
     "Who signed the Norwegian-Russian border agreement?"),
    ("Where was the Palermo Convention signed?", "", "How many states joined the convention?",
     "How many states joined the Palermo Convention?"),
    ("Where was the Palermo Convention signed?", "", "What is the convention of 1988 about?",
     "What is the convention of 1988 about?"),
    # Of one man's spellings, that of the question's letters
    ("How is the name spelled?", "Петр Попов of the ministry is also written Pyotr Popov.",
     "Where was he born?", "Where was Pyotr Popov born?"),
    # Pronouns for things
    ("When and where did the group first meet?", MET, "Who opened it?",
     "Who opened the first meeting of the group?"),
    ("Who opened the meeting?", OPENED, "When did it end?", "When did the meeting end?"),
    ("What was signed at the end of the meeting?", SIGNED, "What does it contain?",
     "What does the tripartite protocol contain?"),
    ("What does the tripartite protocol contain?", "", "Who signed it for Norway?",
     "Who signed the tripartite protocol for Norway?"),
    ("What is the Baltic Sea Task Force?", "", "When was it founded?",
     "When was the Baltic Sea Task Force founded?"),
    ("What is the Baltic Sea Task Force?", "", "Who are its members?",
     "Who are the Baltic Sea Task Force's members?"),
    ("What is BSTF?", "", "Does it still exist?", "Does BSTF still exist?"),
    ("When was the Single Convention adopted?", "", "What does article 35 of it say?",
     "What does article 35 of the Single Convention say?"),
    ("Which convention covers controlled delivery?", "", "When did it enter into force?",
     "When did the convention enter into force?"),
    ("What happened at the meeting?", MET, "Who spoke at it?", "Who spoke at the meeting?"),
    # Pronouns for people
    ("Who opened the meeting?", OPENED, "What did he say about drugs?",
     "What did Pyotr Popov say about drugs?"),
    ("What did Popov say about synthetic drugs?", "", "What is his position?",
     "What is Popov's position?"),
    ("Who is Vitaly Zaikov?", "", "What did he praise?", "What did Vitaly Zaikov praise?"),
    ("Who signed the protocol?", "", "Where does he work?",
     "Where does the person who signed the protocol work?"),
    ("Who is Maria Ohisalo?", "", "Did anyone ask her about the border?",
     "Did anyone ask Maria Ohisalo about the border?"),
    # They, them, their
    ("Which Russian agencies took part?", "", "Which of them are customs?",
     "Which of the Russian agencies are customs?"),
    ("Who attended the meeting?", ATTENDED, "Where did they come from?",
     "Where did those who attended the meeting come from?"),
    ("What did the participants discuss?", "", "What opinion did they share?",
     "What opinion did the participants share?"),
    ("Which countries belong to the group?", "", "Who are their ministers?",
     "Who are the countries' ministers (the group)?"),
    ("Do Finland and Norway share a border?", "", "Do they cooperate?",
     "Do Finland and Norway cooperate?"),
    ("Which Russian agencies took part?", "", "Which ones are customs?",
     "Which of the Russian agencies are customs?"),
    # There, then, that
    ("What happened in Murmansk?", "", "Who was there?", "Who was in Murmansk?"),
    ("When and where did the group first meet?", MET, "Who spoke there?",
     "Who spoke in Murmansk?"),
    ("What happened in 2017?", "", "Who was chairman then?", "Who was chairman in 2017?"),
    ("Who chaired the group in 2017?", "", "What has happened since then?",
     "What has happened since 2017?"),
    ("Who opened the first meeting of the group?", "", "Who closed that meeting?",
     "Who closed the first meeting of the group?"),
    # Fragments
    ("Who came from Finland?", "", "And from Norway?", "Who came from Norway?"),
    ("Who came from Finland?", "", "And Norway?", "Who came from Norway?"),
    ("Who came from Finland?", "", "From Norway?", "Who came from Norway?"),
    ("Who represented the Finnish police?", "", "And Norway?",
     "Who represented the Norwegian police?"),
    ("Who represented the Finnish police?", "", "And the Norwegian police?",
     "Who represented the Norwegian police?"),
    ("What happened at the meeting in 2018?", "", "What about 2017?",
     "What happened at the meeting in 2017?"),
    ("Where did the task force meet?", "", "And in 2017?",
     "Where did the task force meet in 2017?"),
    ("What was agreed in Helsinki?", "", "And in Berlin?", "What was agreed in Berlin?"),
    ("Who is Pyotr Popov?", "", "And Zaikov?", "Who is Zaikov?"),
    ("What did Popov say about drugs?", "", "And about customs?",
     "What did Popov say about customs?"),
    ("What did Popov say about drugs?", "", "What about Zaikov?",
     "What did Zaikov say about drugs?"),
    ("Where is the group's budget?", "", "And its secretariat?",
     "Where is the group's secretariat?"),
    ("When was the first meeting held?", "", "And the second?",
     "When was the second meeting held?"),
    ("What does article 11 say?", "", "And article 20?", "What does article 20 say?"),
    ("Who signed the protocol for Finland?", "", "For Russia?",
     "Who signed the protocol for Russia?"),
    # A question word alone
    ("Who opened the meeting?", OPENED, "When?", "When was the meeting opened?"),
    ("Did Sweden take part in the meeting?", "", "Why?",
     "Why did Sweden take part in the meeting?"),
    ("When was Russia suspended from the Council?", "", "Why?",
     "Why was Russia suspended from the Council?"),
    ("When did the group first meet?", "", "And where?", "Where did the group first meet?"),
    ("Which Russian agencies took part?", "", "When?", "When did the Russian agencies take part?"),
    ("In which city did the meeting take place?", "", "When?", "When did the meeting take place?"),
    ("Was the protocol signed?", "", "By whom?", "By whom was the protocol signed?"),
    ("Who attended the meeting?", "", "Who else?", "Who else attended the meeting?"),
]  # fmt: skip

# Written after the table above, when all of that was right; the first run had 34 of the first 42
# of these right and 14 of the last 20.
LATER = [
    ("When was the Finnish-Russian customs agreement signed?", "", "Where was it signed?",
     "Where was the Finnish-Russian customs agreement signed?"),
    ("Where is the secretariat of the Barents cooperation?", "", "When was it founded?",
     "When was the secretariat of the Barents cooperation founded?"),
    ("What is the Prüm Decision about?", "", "Does Norway apply it?",
     "Does Norway apply the Prüm Decision?"),
    ("Who chairs the Operative Committee?", "", "How often does it meet?",
     "How often does the Operative Committee meet?"),
    ("What is Storskog?", "", "Is it open?", "Is Storskog open?"),
    ("Did Russia leave the Council of Europe?", "", "When did it leave?",
     "When did Russia leave?"),
    ("What did Zaikov say about cooperation with the Finnish police?", "", "Where did he speak?",
     "Where did Zaikov speak?"),
    ("Who signed the agreement for Norway?", "The agreement was signed by Grete Faremo for Norway.",
     "What was her position?", "What was Grete Faremo's position?"),
    ("Who led the Finnish delegation in 2017?",
     "Kauko Aaltomaa, director general of the police department, led the Finnish delegation.",
     "Did he meet Popov?", "Did Kauko Aaltomaa meet Popov?"),
    ("Which ministries were represented?", "", "What did they promise?",
     "What did the ministries promise?"),
    ("What are precursors?", "", "Which convention covers them?",
     "Which convention covers precursors?"),
    ("What do liaison officers do?", "", "Where are they posted?",
     "Where are liaison officers posted?"),
    ("Who are the members of the Council?", "", "When did they join?",
     "When did the members of the Council join?"),
    ("Which countries closed their borders?", "", "Why did they do that?",
     "Why did the countries do that?"),
    ("Where did the group meet in 2019?", "", "What happened there?",
     "What happened at the meeting of the group in 2019?"),
    ("What was discussed in Pskov in September 2016?", "", "Was Finland there?",
     "Was Finland in Pskov?"),
    ("What was agreed in 1993?", "", "Who was minister at that time?",
     "Who was minister in 1993?"),
    ("Who hosted the meeting in 2004?", "", "Who spoke that year?",
     "Who spoke in 2004 (the meeting)?"),
    ("When was the protocol with Estonia signed?", "", "Who signed this protocol?",
     "Who signed the protocol with Estonia?"),
    ("Which article covers hot pursuit?", "", "What does that article allow?",
     "What does the article allow?"),
    ("Who attended from the Norwegian side?", "", "And from the Finnish side?",
     "Who attended from the Finnish side?"),
    ("When did Finland close its border with Russia?", "", "And Norway?",
     "When did Norway close its border with Russia?"),
    ("How many border crossings does Finland have?", "", "How about Estonia?",
     "How many border crossings does Estonia have?"),
    ("Is Russia a member of Interpol?", "", "And Europol?", "Is Russia a member of Europol?"),
    ("What is controlled delivery?", "", "And hot pursuit?", "What is hot pursuit?"),
    ("When did the Single Convention enter into force?", "", "And the Vienna Convention?",
     "When did the Vienna Convention enter into force?"),
    ("Who chaired the BSTF in 2016?", "", "But in 2018?", "Who chaired the BSTF in 2018?"),
    ("Which agencies took part?", "", "And the FSB?", "Did the FSB take part?"),
    ("What happened on 8 June 2017?", "", "And on 25 September 2019?",
     "What happened on 25 September 2019?"),
    ("What does the agreement say about customs?", "", "About drugs?",
     "What does the agreement say about drugs?"),
    ("Who is the head of the Norwegian police?", "", "And of the Finnish police?",
     "Who is the head of the Finnish police?"),
    ("What was signed at the end of the meeting?", SIGNED, "By whom?",
     "By whom was the tripartite protocol signed at the end of the meeting?"),
    ("Who opened the meeting?", OPENED, "Where?", "Where was the meeting opened?"),
    ("Which countries belong to the group?", "", "How many?",
     "How many countries belong to the group?"),
    ("What did the participants discuss?", "", "What else?",
     "What else did the participants discuss?"),
    ("Has the border been closed?", "", "Since when?", "Since when has the border been closed?"),
    ("Where did the coordination group meet?", "", "In which year?",
     "In which year did the coordination group meet?"),
    ("Who signed the protocol?", "", "When was that?", "When was the protocol signed?"),
    ("What was the first article about?", "", "And the third one?",
     "What was the third article about?"),
    ("What is the Pompidou Group?", "", "Which Nordic countries belong to it?",
     "Which Nordic countries belong to the Pompidou Group?"),
    ("What did the minister announce?", "", "Who asked him?", "Who asked the minister?"),
    ("Who met in Kirkenes?", "Experts of the FSB and of the Finnmark police met in Kirkenes.",
     "What did they talk about?", "What did those who met in Kirkenes talk about?"),

    ("Who is the Norwegian Border Commissioner?", "", "Where is his office?",
     "Where is the Norwegian Border Commissioner's office?"),
    ("When was Eurojust founded?", "", "Which states belong to it?",
     "Which states belong to Eurojust?"),
    ("What is a joint investigation team?", "", "Who can set one up?",
     "Who can set one up?"),
    ("What did the parties agree on?", "", "Did they sign anything?",
     "Did the parties sign anything?"),
    ("When did Finland and Estonia sign the protocol?", "", "And Russia?",
     "When did Russia sign the protocol?"),
    ("Who represented Norway in Pskov?", "", "And Sweden?",
     "Who represented Sweden in Pskov?"),
    ("What does article 18 of the Second Additional Protocol say?", "", "And article 21?",
     "What does article 21 of the Second Additional Protocol say?"),
    ("Where is the Border Commissariat?", "", "Since when has it been there?",
     "Since when has the Border Commissariat been there?"),
    ("What did Räsänen say about controlled deliveries?", "", "When did she say this?",
     "When did Räsänen say this?"),
    ("Which customs services are named?", "", "Is the Norwegian one among them?",
     "Is the Norwegian service among the customs services?"),
    ("What happened at the meeting?", MET, "How did it end?",
     "How did the meeting end?"),
    ("Who opened the meeting?", OPENED, "Who is he?",
     "Who is Pyotr Popov?"),
    ("What was signed at the end of the meeting?", SIGNED, "Is it public?",
     "Is the tripartite protocol public?"),
    ("What was signed at the end of the meeting?", SIGNED, "When?",
     "When was the tripartite protocol signed at the end of the meeting?"),
    ("When did Norway close its consulate in Murmansk?", "", "Why?",
     "Why did Norway close its consulate in Murmansk?"),
    ("Is the border between Norway and Russia open?", "", "What about Finland?",
     "Is the border between Finland and Russia open?"),
    ("Who founded the Baltic Sea Task Force?", "", "Where?",
     "Where was the Baltic Sea Task Force founded?"),
    ("How many members does the CBSS have?", "", "Which ones?",
     "Which members does the CBSS have?"),
    ("What is the Lapland agreement?", "", "Who signed it and when?",
     "Who signed the Lapland agreement and when?"),
    ("What is the task of liaison officers?", "", "Does Finland still have any there?",
     "Does Finland still have any there?"),
    ("What is the crime agreement that both made in 1993?", "", "When did it take effect?",
     "When did the crime agreement that both made in 1993 take effect?"),
    ("When was Kripos set up?", "", "Where is it based?", "Where is Kripos based?"),
    ("Which article of the 1988 convention covers it?", "", "And in UNTOC?",
     "Which article of UNTOC covers it?"),
    ("What does the protocol of 1998 say of hot pursuit?", "", "And under the Schengen convention?",
     "What does the Schengen convention say of hot pursuit?"),
    ("Who opened the meeting in Murmansk?", "", "And who welcomed the guests?",
     "Who welcomed the guests (the meeting, Murmansk)?"),
    ("Where did the group meet in 2018?", "", "And a year before that?",
     "Where did the group meet in 2017?"),
    ("Where did the group meet in 2018?", "", "And two years later?",
     "Where did the group meet in 2020?"),
    # Written later: bare nouns, and which one
    ("Which crossing points did Finland close on 18 November 2023?", "",
     "Which ones followed on 24 November?",
     "Which of the crossing points followed on 24 November 2023 (Finland)?"),
    ("What happened on 3 May 2004 and on 1 May 2005?", "", "Who was minister on 9 June?",
     "Who was minister on 9 June?"),
    ("What does the Norwegian Border Commissioner do?", "", "Who held the post in October 2022?",
     "Who held the post of Norwegian Border Commissioner in October 2022?"),
    ("What did Interpol decide about Russia on 10 March 2022?", "", "Did it expel the country?",
     "Did Interpol expel Russia?"),
    ("What did Finland and Russia sign?", "", "Who led the country in 1994?",
     "Who led the country in 1994?"),
    ("What did Finland, Estonia and Russia sign in St Petersburg?", "A protocol was signed.",
     "Was Norway part of it?",
     "Was Norway part of the protocol (Finland, Estonia and Russia)?"),
    ("Which dark web market did Finnish Customs close in December 2020?", "",
     "And which one in September 2023?",
     "Which dark web market did Finnish Customs close in September 2023?"),
    ("When was the protocol with Norway signed?", "", "And the one with Estonia?",
     "When was the protocol with Estonia signed?"),
    ("When was the protocol with Norway signed?", "", "What does the one with Estonia allow?",
     "What does the protocol with Estonia allow?"),
    ("What is the Finnish-Russian border agreement?", "", "Is there one with Norway too?",
     "Is there an agreement with Norway too?"),
    ("When did Finland close Vaalimaa?", "Finland closed Vaalimaa on 18 November 2023.",
     "What happened on 30 November?", "What happened on 30 November 2023?"),
    # Written after conversations were tried
    ("When did Russia pull out of the Barents Council?", "", "What reason did Russia give?",
     "What reason did Russia give?"),
    ("When did Russia rescind the treaty?", "", "Who signed it?",
     "Who signed the treaty (Russia)?"),
    ("Who chaired the task force in 2015 and 2016?", "", "And the two years before?",
     "Who chaired the task force in 2013 and 2014?"),
    ("Who led the Finns in 2019?", "", "And two years earlier, who led the Russians?",
     "Who led the Russians in 2017?"),
    ("Where was the agreement signed?", "", "Didn't they sign a newer one?",
     "Did they sign a newer agreement?"),
    ("What is the 1993 agreement?", "", "When was that signed?",
     "When was the 1993 agreement signed?"),
    ("What is the central authority?", "", "Where is that based?",
     "Where is the central authority based?"),
    ("Which town hosted the Finns in 2019?", "The group met in Oulu.", "Who paid for them?",
     "Who paid for the Finns?"),
    ("Who led the talks on the agreement of Russia and Europol in 2003?", "",
     "is that agreement still working", "Is the agreement of Russia and Europol still working"),
    ("Wasn't Norway at the talks?", "", "When were they?",
     "When were the talks (Norway)?"),
    ("Which operations of the BSTF were planned for the year after?", "", "Who paid for it?",
     "Who paid for the BSTF?"),
    ("According to the press release, who opened the meeting?", OPENED, "What worried him?",
     "What worried Pyotr Popov?"),
    ("What does hot pursuit mean?", "", "Which article is that in?",
     "Which article is hot pursuit in?"),
    ("What is a joint investigation team?", "", "How long does one last?",
     "How long does a joint investigation team last?"),
    ("How far is Murmansk from the Norwegian border?", "", "Who ran the police there in 2017?",
     "Who ran the police at Murmansk in 2017?"),
    ("Does Norway still have its consulate in the city?", "", "When did it reopen?",
     "When did the consulate reopen (Norway)?"),
    ("Which UN convention controls precursors?",
     "Article 12 of the United Nations drug convention of 1988 controls the precursors.",
     "What does it say of mail?",
     "What does the United Nations drug convention of 1988 say of mail?"),
    ("How far is that town from Russia?", "", "And the Finnish border?",
     "How far is that town from the Finnish border?"),
    ("What does article 20 of the protocol allow?", "", "And 17?",
     "What does article 17 of the protocol allow?"),
    ("Did Lapland and Murmansk sign an agreement?", "", "Who signed it for the Finns?",
     "Who signed the agreement for the Finns (Lapland and Murmansk)?"),
    ("When did both sign their customs agreement?", "Both signed an agreement in 1994.",
     "Since when is it in force?", "Since when is the customs agreement in force?"),
    ("How many liaison officers did the countries have?", "", "Was there one in St Petersburg?",
     "Was there a liaison officer in St Petersburg?"),
    ("Which chiefs put their names to it?", "", "Did they meet?", "Did the chiefs meet?"),
    ("Is his office in Kirkenes in Norway?", "", "How far is that town from Russia?",
     "How far is Kirkenes from Russia?"),
    ("Who worked in Oslo?", "", "Who was police chief over there?",
     "Who was police chief in Oslo?"),
    ("Who was minister in 2022?", "", "Who held the presidency at the time?",
     "Who held the presidency in 2022?"),
    ("Which country leads the Trident operations?", "", "How many were arrested in the 2023 one?",
     "How many were arrested in the 2023 operation?"),
    ("Didn't the Arctic Council stop working?", "", "who decided that",
     "Who decided that (the Arctic Council stop working)?"),
    ("Can people living around Nikel visit Norway without a visa?", "", "for how many days?",
     "For how many days (people living around Nikel, Norway)?"),
    ("What was smuggled most in the Barents region?", "", "and drugs?",
     "Was drugs smuggled most in the Barents region?"),
    ("Does Europol still work with Russia?", "Both signed a cooperation agreement in Rome.",
     "wasn't there a newer one?", "Was there a newer agreement (Europol, Russia)?"),
    ("Which ministers came to Oslo?", "", "Did they opt out?", "Did the ministers opt out (Oslo)?"),
    ("Where did the Baltic Sea Task Force meet in November 2017?", "", "who opened the meeting?",
     "Who opened the meeting (the meeting of the Baltic Sea Task Force in November 2017)?"),
    ("Who signed the agreement of 9 March 2010?", "", "what is it about?",
     "What is the agreement of 9 March 2010 about?"),
    ("When did the Norwegian-Russian crime agreement enter into force?", "",
     "and the Finnish-Russian one?",
     "When did the Finnish-Russian crime agreement enter into force?"),
    ("How many snowmobiles were stolen in northern Norway in 2017?", "", "and in 2016?",
     "How many snowmobiles were stolen in northern Norway in 2016?"),
    ("How much amphetamine was seized in 2020?", "", "and heroin?",
     "How much heroin was seized in 2020?"),
    ("How many persons were arrested?", "", "by whom?", "By whom were the persons arrested?"),
    ("When was Vaalimaa reopened?", "", "and Niirala?", "When was Niirala reopened?"),
    ("Who stole the excavators?", "", "why?", "Why were the excavators stolen?"),
    ("What is the Northern Dimension?", "", "when was it finally scrapped?",
     "When was the Northern Dimension finally scrapped?"),
]  # fmt: skip

# Questions that stand alone although a word of theirs could point back.
ALONE = [
    "Is it true that the group met in Oslo?",
    "What is it called when goods pass under watch?",
    "Is it legal to cross the border?",
    "Why is it important to share information?",
    "How long does it take to cross the border?",
    "Is there a plan for cross-border cooperation?",
    "What did Popov say in his speech?",
    "Did the group say whether it would meet again?",
    "When did Norway close its border?",
    "Which countries closed their consulates?",
    "Who said that crime is a threat?",
    "What did the parties agree to when they met?",
    "Why was Russia expelled and who replaced it?",
    "What should one know about the border?",
    "And who opened the meeting in Murmansk?",
    "tripartite protocol",
    "Finland Norway border",
    # written later
    "Is there an agreement between Finland and Norway?",
    "What does it take to become a member of Interpol?",
    "Which country has its embassy in Oslo?",
    "Did Popov say that he opposed the plan?",
    "Does Interpol publish notices when a state asks for them?",
    "What is a red notice and who issues it?",
    "How is it that drugs are sent by mail?",
    "Are there liaison officers in Murmansk?",
    "Who then was chairman of the BSTF?",
    "Since when has Norway been a member of Schengen?",
    "What about the tripartite protocol was new?",
    "Why did the Council of Europe expel one of its members?",
    "hot pursuit Schengen article 41",
    "Interpol?",
    "drugs by mail",
]


@pytest.mark.parametrize(("before", "quote", "question", "best"), TABLE + LATER)
def test_a_follow_up_becomes_a_question_that_stands_alone(
    before: str, quote: str, question: str, best: str
) -> None:
    turns = [Turn(query=before, quotes=(quote,) if quote else ())]
    found = readings(question, turns)
    assert found[0] == best
    assert len(found) <= 4
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("question", ALONE)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    turns = [
        Turn(query="Who opened the meeting?", quotes=(OPENED,)),
        Turn(query="Which Russian agencies took part?", quotes=(ATTENDED,)),
    ]
    assert readings(question, turns) == [question]


# Two questions in one may have a pronoun for what stands in the first.
@pytest.mark.parametrize("path", sorted(SETS.glob("[!c]*.jsonl")), ids=lambda path: path.name)
def test_what_was_asked_before_is_only_added_to_questions_that_say_little(path: Path) -> None:
    turns = [Turn(query="Where does the river Nile end?"), Turn(query="How tall is Mount Everest?")]
    for question in load_questions(path):
        asked, said = led_up_to(question.question)
        if question.language == "en" and not (question.turns or said):
            *others, own = readings(asked, turns)
            if own == f"{own.partition(' (')[0]} (Mount Everest)?":  # too little to stand alone
                assert not others
                assert len(content_words(asked)) <= 2
                continue
            assert own.casefold() == asked.casefold()
            assert not others or len(content_words(own)) <= 2
            assert all(other.endswith(" (Mount Everest)?") for other in others)


def test_without_turns_nothing_is_changed() -> None:
    assert readings("Who opened it?", []) == ["Who opened it?"]


def test_a_chain_of_follow_ups_works_as_turns_hold_completed_questions() -> None:
    first = readings("What happened?", [Turn(query="When did the group meet in Oslo?")])
    assert first == ["What happened (the meeting of the group, Oslo)?", "What happened?"]
    turns = [Turn(query="Who came from Finland?")]
    turns.append(Turn(query=readings("And from Norway?", turns)[0]))
    turns.append(Turn(query=readings("And Russia?", turns)[0]))
    assert turns[-1].query == "Who came from Russia?"


@pytest.mark.parametrize("odd", ["", "?", "And?", "it", "There?", "'s", "of of of", "And the?"])
def test_no_words_are_too_odd(odd: str) -> None:
    turns = [Turn(query=odd, quotes=(odd,)), Turn(query="Who opened the meeting?", quotes=(odd,))]
    assert readings(odd, turns)
    assert readings("What did he say about it there?", turns[:1])


@pytest.mark.parametrize(
    ("before", "question", "read"),
    [
        ("In 2019 who opened it?", "And since 2020?", "Since 2020 who opened it?"),
        ("In 2014 how many crossed?", "And before 2016?", "Before 2016 how many crossed?"),
    ],
)
def test_what_leads_a_date_may_begin_the_question(before: str, question: str, read: str) -> None:
    assert readings(question, [Turn(query=before)])[0] == read


@pytest.mark.parametrize(
    "question", ["What about it?", "_ that?", "And ___?", "When?", "\u00bf it?"]
)
def test_blanks_have_a_reading(question: str) -> None:
    assert readings(question, [Turn(query="Who opened the meeting?", quotes=("___",))])
