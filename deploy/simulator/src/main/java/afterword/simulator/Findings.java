// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a reader with a word list makes of a transcript: questions, a mood, things worth keeping.
///
/// No understanding is claimed. The same text always gives the same findings, and they follow from
/// the text, so that a wrong or mixed-up outcome can be told from a right one.
record Findings(List<String> questions, String emotion, List<Memory> memories) {

    /// Something the user said of themselves.
    ///
    /// @param turns numbers of the turns it stands in
    record Memory(String text, List<Integer> turns) {}

    private static final int LONGEST = 300;

    /// A sentence with its closing marks.
    private static final Pattern SENTENCE =
            Pattern.compile("[^.!?。！？؟…\\n]+[.!?。！？؟…]*|[.!?。！？؟…]+");

    private static final Pattern ASKED = Pattern.compile(".*[?？؟]\\s*[!.…)\"'»”]*$");

    /// Openings that make an unmarked sentence a question; English ones need a verb behind them, as
    /// `when I was young` and `what a day` ask nothing.
    private static final Pattern ASKING =
            Pattern.compile(
                    "^(?:(?:who|what|when|where|which|how|why|whose)(?:'s)?\\s+(?:is|are|was|were|do|does"
                            + "|did|can|could|should|would|will|am|many|much|time|kind|about|come|not)\\b"
                            + "|what's\\b|who's\\b|where's\\b|how's\\b"
                            + "|(?:warum|wieso|weshalb|wer|wie|wo|woher|wohin|welche[rsn]?)\\s"
                            + "|(?:pourquoi|comment|combien|est-ce que|qu'est-ce)\\b"
                            + "|(?:por qué|qué|cómo|cuándo|dónde|cuánto|quién|perché|quando|dove|chi)\\s"
                            + "|(?:por que|como|onde|quem|quanto)\\s"
                            + "|(?:почему|зачем|как|где|когда|кто|сколько|что такое)\\s"
                            + "|(?:لماذا|كيف|متى|أين|هل|ما هو|ما هي)\\s"
                            + "|为什么|为何|什么|怎么|怎样|谁|哪|几|なぜ|どうして|なに|何|誰|どこ|いつ|왜|무엇|어떻게|누가|어디|언제).*",
                    Pattern.CASE_INSENSITIVE
                            | Pattern.UNICODE_CASE
                            | Pattern.UNICODE_CHARACTER_CLASS);

    /// Endings that make an unmarked sentence a question.
    private static final Pattern ASKING_AT_END =
            Pattern.compile(".*(?:吗|呢|ですか|ますか|でしょうか|까요|나요|습니까)[。.]?$");

    private static final Map<String, Pattern> MOODS = moods();

    private static final Pattern OF_ONESELF =
            Pattern.compile(
                    "\\b(?:i am|i'm|i’m|i like|i love|i have|i've got|i live|i work|i hate|i prefer|i play"
                            + "|i was born|my name is|my favou?rite"
                            + "|my (?:dog|cat|son|daughter|wife|husband|mother|father|brother|sister|birthday"
                            + "|job) (?:is|are|was|has)"
                            + "|ich bin|ich mag|ich liebe|ich habe|ich wohne|ich lebe|ich arbeite|ich heiße"
                            + "|mein name ist|meine? lieblings\\p{L}+"
                            + "|je suis|j['’]aime|j['’]ai|j['’]habite|je vis|je m['’]appelle|je travaille"
                            + "|soy|me gusta|me encanta|tengo|vivo en|me llamo|trabajo"
                            + "|mi piace|abito|mi chiamo|lavoro"
                            + "|eu sou|gosto de|eu tenho|moro em|me chamo|trabalho"
                            + "|меня зовут|я люблю|я живу|у меня есть|мне нравится|я работаю"
                            + "|أنا|أحب|اسمي|أعيش|عندي)\\b"
                            + "|我是|我叫|我喜欢|我爱|我有|我住|我家|私は|私の|わたしは|ぼくは|僕は|が好き|に住んで"
                            + "|저는|나는|제 이름|좋아해|좋아합니다|살아요",
                    Pattern.CASE_INSENSITIVE
                            | Pattern.UNICODE_CASE
                            | Pattern.UNICODE_CHARACTER_CLASS);

    /// Transcripts that were read lately: the parts of one conversation ask about the same text at
    /// once, and a load test about few texts many times. A thousand of 10 kB are 10 MB.
    private static final Map<Transcript, Findings> LATELY = new ConcurrentHashMap<>();

    private static final int REMEMBERED = 1_000;

    /// Reads a transcript.
    static Findings of(Transcript transcript) {
        var known = LATELY.get(transcript);
        if (known != null) {
            return known;
        }
        if (LATELY.size() >= REMEMBERED) {
            LATELY.clear(); // what matters is in it again at once
        }
        var found = read(transcript);
        LATELY.put(transcript, found);
        return found;
    }

    private static Findings read(Transcript transcript) {
        var questions = new ArrayList<String>();
        var memories = new LinkedHashMap<String, LinkedHashSet<Integer>>();
        for (var turn : transcript.userTurns()) {
            for (var sentence : sentences(turn.text())) {
                if (asks(sentence)) {
                    questions.add(sentence);
                } else if (OF_ONESELF.matcher(sentence).find()) {
                    memories.computeIfAbsent(sentence, _ -> new LinkedHashSet<>())
                            .add(turn.number());
                }
            }
        }
        var kept = new ArrayList<Memory>();
        memories.forEach((text, turns) -> kept.add(new Memory(text, List.copyOf(turns))));
        return new Findings(questions, mood(transcript, questions.size()), kept);
    }

    private static List<String> sentences(String text) {
        return SENTENCE.matcher(text)
                .results()
                .map(match -> match.group().strip())
                .filter(sentence -> !sentence.isEmpty())
                .map(Findings::shortened)
                .toList();
    }

    /// Cuts at a code point, keeping the last character, which may be a question mark.
    private static String shortened(String sentence) {
        if (sentence.length() <= LONGEST) {
            return sentence;
        }
        int cut = sentence.offsetByCodePoints(0, sentence.codePointCount(0, LONGEST) - 2);
        int last = sentence.offsetByCodePoints(sentence.length(), -1);
        return sentence.substring(0, cut) + "…" + sentence.substring(last);
    }

    private static boolean asks(String sentence) {
        if (ASKED.matcher(sentence).matches()) {
            return true;
        }
        boolean called = sentence.endsWith("!") || sentence.endsWith("！");
        return !called
                && (ASKING.matcher(sentence).matches()
                        || ASKING_AT_END.matcher(sentence).matches());
    }

    private static String mood(Transcript transcript, int questions) {
        var said =
                transcript.userTurns().stream()
                        .map(turn -> turn.text().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining("\n"));
        var best = questions > 1 ? "interesting" : "neutral";
        long most = 0;
        for (var mood : MOODS.entrySet()) {
            long count = mood.getValue().matcher(said).results().count();
            if (count > most) {
                most = count;
                best = mood.getKey();
            }
        }
        return best;
    }

    private static Map<String, Pattern> moods() {
        var moods = new LinkedHashMap<String, Pattern>();
        moods.put(
                "angry",
                words(
                        "angry|furious|ridiculous|unacceptable|outrageous|terrible|worst|useless|wütend"
                                + "|unverschämt|frechheit|furieux|furieuse|inacceptable|furioso|furiosa|inaceptable"
                                + "|inaccettabile|inaceitável|злой|возмутительно|غاضب|生气|愤怒|太差|投诉|怒|最悪|화가|짜증"
                                + "|😠|😡|🤬"));
        moods.put(
                "sad",
                words(
                        "sad|unhappy|lonely|crying|cry|cried|miss him|miss her|miss you|miss them|passed away|died|traurig"
                                + "|einsam|triste|tristes|seul|pleure|solo|sola|llorar|грустно|печально|умер|حزين|难过"
                                + "|伤心|悲|寂しい|슬퍼|슬프|외로|😢|😭|😞"));
        moods.put(
                "boring",
                words(
                        "boring|bored|dull|whatever|langweilig|öde|ennuyeux|ennuie|aburrido|aburrida|aburre|noioso"
                                + "|noia|chato|entediante|скучно|ممل|无聊|没意思|つまらない|退屈|지루|재미없|🥱|😴"));
        moods.put(
                "happy",
                words(
                        "happy|great|thank you|thanks|love|wonderful|awesome|perfect|yay|glad|danke|super|toll"
                                + "|glücklich|freue|merci|génial|heureux|heureuse|gracias|feliz|genial|encanta|grazie"
                                + "|felice|obrigado|obrigada|спасибо|отлично|рад|شكرا|سعيد|谢谢|开心|高兴|太好了|ありがとう"
                                + "|嬉しい|楽しい|감사|고마워|좋아요|행복|😀|😃|😄|😊|❤|🎉"));
        moods.put(
                "interesting",
                words(
                        "interesting|fascinating|curious|wow|cool|tell me more|really|amazing|interessant"
                                + "|spannend|neugierig|intéressant|fascinant|interesante|curioso|interessante|curiosa"
                                + "|интересно|ого|مثير للاهتمام|有意思|有趣|好奇|哇|面白い|すごい|興味|재미있|신기|우와|🤔|🤩"));
        return moods;
    }

    /// Matches whole words where a script has word borders, and parts where it has none.
    private static Pattern words(String alternatives) {
        var parted =
                List.of(alternatives.split("\\|", -1)).stream()
                        .map(word ->
                                word.matches("[\\p{IsLatin}\\p{IsCyrillic} '()?:|]+")
                                        ? "\\b(?:" + word + ")\\b"
                                        : word)
                        .collect(Collectors.joining("|"));
        return Pattern.compile(parted, Pattern.UNICODE_CHARACTER_CLASS);
    }
}
