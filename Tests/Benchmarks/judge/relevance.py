#!/usr/bin/env python3
"""Fits the readings of `Sources/Coaching/Relevance`: genre, oddness, and the weights of the relevance score. Prints their numbers.

    .build-companion/venv/bin/python Tests/Benchmarks/judge/relevance.py .build-companion [CACHE]

`relevance.json` holds questions with answers, talk that answers no interview question, nonsense, and true sentences that sound odd;
`training.json` holds questions with good, weak and hollow answers in many voices, in the form of the labelled sets ("near" names what the
question has in common with others, whose answers are then not learned from). None of it is in the labelled answers. The subjects and the kinds
of questions are read from the Swift sources. Printed: what share of good answers, and of hollow ones and answers to other questions, passes which
limit when the question was left out of the fit.
"""
import base64
import json
import os
import pickle
import re
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.join(HERE, "../../../Sources/Coaching")
GENRES = ["story", "aboutYou", "motivation", "trait", "opinion", "technical", "elsewhere", "manual"]
# Subjects whose answers may answer each other's questions: such pairs are not learned from.
NEIGHBOURS = [
    {"stress", "prioritise", "workstyle", "strength", "yourself", "weakness", "problem"}, {"whyhere", "leaving", "whyprofession"},
]
# Names of `training.json` for subjects of `relevance.json`.
ALIAS = {"learn": "learnfast", "adapt": "learnfast", "whyus": "whyhere", "whytrade": "whyprofession", "five": "fiveyears", "pay": "salary"}
FOLDS = 8
FIRST = {"i", "my", "me", "im", "ive", "id", "ill"}
ADDRESS = {"you", "your", "youre", "youve", "youd", "yours"}
PLACES = {"company", "role", "job", "team", "position", "place", "firm", "organisation"}

EMPLOYER = PLACES | {"us", "our", "here", "we", "school", "university"}


class Answer:
    def __init__(self, id, near, question, kind, label, text):
        self.id, self.near, self.question, self.kind, self.label, self.text = id, near, question, kind, label, text
        self.fold = 0

    @property
    def genre(self):
        """What it teaches of genres."""
        return self.kind if self.label == "good" else {"off-topic": "elsewhere", "manual": "manual"}.get(self.label)


def akin(tags):
    for near in NEIGHBOURS:
        if tags & near:
            tags = tags | near
    return tags


class Vectors:
    def __init__(self, folder, cache):
        sys.path.insert(0, f"{folder}/program")
        import embed

        self.model, self.cache = embed.Embedder(f"{folder}/models/minilm"), cache
        self.known = pickle.load(open(cache, "rb")) if cache and os.path.exists(cache) else {}

    def __getitem__(self, text):
        if text not in self.known:
            self.known[text] = self.model.embed([text])[0].astype(np.float32)
        return self.known[text]

    def rows(self, texts):
        return np.stack([self[text] for text in texts])

    def save(self):
        if self.cache:
            pickle.dump(self.known, open(self.cache, "wb"))


def swift(name):
    return open(os.path.join(SOURCES, name), encoding="utf-8").read()


def strings(text):
    return re.findall(r'"((?:[^"\\]|\\.)*)"', text)


def subjects():
    text = swift("Relevance/AnswerSubject.swift")
    found = re.findall(r"asks: \[(.*?)\],\s*says: \[(.*?)\]", text[text.index("static let all"):], re.S)
    return [(strings(asks), strings(says)) for asks, says in found]


def kinds():
    text = swift("Relevance/QuestionKind.swift")
    text = text[text.index("static let phrases"):text.index("/// The kind of a question")]
    return [(kind, strings(phrases)) for kind, phrases in re.findall(r"\.(\w+),\s*\[(.*?)\]", text, re.S)]


def tokens(text):
    return [word.replace("'", "").replace("’", "") for word in re.findall(r"[\w'’]+", text.lower())]


def sentences(text):
    """See `Sentences`: by punctuation, else by length."""
    words = text.split()
    ends = [bool(re.search(r"[.!?][\"')]*$", word)) for word in words]
    limit = 60 if sum(ends) * 60 >= len(words) else 24
    found, start = [], 0
    for at, end in enumerate(ends):
        if end or at + 1 - start >= limit or at + 1 == len(words):
            found.append(" ".join(words[start:at + 1]))
            start = at + 1
    return [one for one in found if len(tokens(one)) >= 3] or [text]


def passages(text):
    own = sentences(text)
    return own, [one + " " + other for one, other in zip(own, own[1:])]


def lead(scores, own):
    others = [one for one in range(len(scores)) if one not in own]
    return float(np.clip(scores[own].max() - scores[others].max(), -4, 4))


def unit(vector):
    return vector / max(1e-9, np.linalg.norm(vector))


def top(values):
    return float(np.sort(np.asarray(values))[::-1][:3].mean())


def stated(question):
    """See `QuestionForms`."""
    text = swift("Relevance/QuestionForms.swift")
    swapped = dict(re.findall(r'"(\w+)": "(\w+)"', text))
    leads = strings(text[text.index("static let leads"):text.index("]", text.index("static let leads"))])
    words = []
    for word in question.split():
        core = re.match(r"[A-Za-z']*", word)[0]
        words.append(swapped.get(core.lower(), core) + word[len(core):])
    for lead in leads:
        part = lead.split()
        if len(words) > len(part) + 1 and [word.lower() for word in words[: len(part)]] == part:
            words = words[len(part):]
    text = " ".join(words).rstrip("?!. ")
    return text[:1].upper() + text[1:] + "." if text else question


def softmax_fit(x, y, weights, penalty=0.01, spread=5, rounds=600):
    mean = x.mean(0)
    x, wanted, weights = ((x - mean) * spread).astype(np.float32), np.eye(len(GENRES), dtype=np.float32)[y], weights / weights.sum()
    weights = weights.astype(np.float32)
    w, b = np.zeros((x.shape[1], len(GENRES)), np.float32), np.zeros(len(GENRES), np.float32)
    for _ in range(rounds):
        z = x @ w + b
        p = np.exp(z - z.max(1, keepdims=True))
        gradient = (p / p.sum(1, keepdims=True) - wanted) * weights[:, None]
        w -= np.float32(0.5) * (x.T @ gradient + np.float32(penalty) * w)
        b -= np.float32(0.5) * gradient.sum(0)
    w = w * spread
    return w - w.mean(1, keepdims=True), (b - mean @ w) - (b - mean @ w).mean()


def logistic_fit(x, y, weights, penalty, rounds, spread=None):
    mean, deviation = x.mean(0), 1 / spread if spread else x.std(0) + 1e-9
    x, weights = (x - mean) / deviation, weights / weights.sum()
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(rounds):
        gradient = (1 / (1 + np.exp(-(x @ w + b))) - y) * weights
        w -= 0.5 * (x.T @ gradient + penalty * w)
        b -= 0.5 * gradient.sum()
    return w / deviation, b - (w / deviation) @ mean


def even(y):
    return np.where(y == 1, 0.5 / max(1, (y == 1).sum()), 0.5 / max(1, (y != 1).sum()))


def coded(rows):
    scale = float(np.abs(rows).max() / 127)
    return scale, base64.b64encode(np.round(rows / scale).astype(np.int8).tobytes()).decode()


def wrapped(text):
    return "\\\n        ".join(text[at:at + 118] for at in range(0, len(text), 118))


class Fit:
    def __init__(self, vectors):
        self.v = vectors
        self.kinds, self.subjects = kinds(), subjects()
        data = json.load(open(os.path.join(HERE, "relevance.json"), encoding="utf-8"))
        self.nonsense, self.unusual = data["nonsense"], data["unusual"]
        self.questions, self.answers = [], []
        for one in data["questions"]:
            near = akin({one["id"]}) | ({"broad"} if one.get("broad") else set())
            self.add(one["id"], near, one["asks"][0], [("good", text) for text in one["answers"]], one["kind"])
        for one in json.load(open(os.path.join(HERE, "training.json"), encoding="utf-8")):
            near = akin({ALIAS.get(tag, tag) for tag in one["near"]} | set(one["near"])) - {"tech", "opinion"} | {one["id"]}
            self.add("t." + one["id"], near, one["question"], [(a["class"], a["text"]) for a in one["answers"]])
        self.add("", set(), "", [("manual" if at >= 16 else "off-topic", text) for at, text in enumerate(data["elsewhere"])])
        self.rows = [vectors.rows(asks + [stated(ask) for ask in asks] + says) for asks, says in self.subjects]
        ids = sorted({one.id for one in self.answers})
        fold_of = dict(zip(np.random.RandomState(3).permutation(ids), np.arange(len(ids)) % FOLDS))
        for at, one in enumerate(self.answers):
            one.fold = fold_of[one.id] if one.question else at % FOLDS

    def add(self, id, near, question, answers, kind=None):
        kind = kind or (self.kind(question) if question else None)
        if question:
            self.questions.append(Answer(id, near, question, kind, "", ""))
        self.answers += [Answer(id, near, question, kind, label, text) for label, text in answers]

    def kind(self, question):
        text = " " + " ".join(tokens(question)) + " "
        for kind, phrases in self.kinds:
            if any(f" {phrase} " in text for phrase in phrases):
                return kind
        return "story" if text.startswith((" tell me about ", " describe ")) else "opinion"

    @staticmethod
    def names_place(question):
        """See `RelevanceMeter.namesPlace`."""
        asked = tokens(question)
        return not any(one.startswith(("leav", "left")) for one in asked) and any(one in EMPLOYER for one in asked)

    def form(self, question, text):
        """See `RelevanceMeter.form`."""
        words, kind = tokens(text), self.kind(question)
        pairs = list(zip(words, words[1:]))
        address = sum(word in ADDRESS for word in words)
        address += sum(a == "this" and b in PLACES or a == "work" and b == "here" for a, b in pairs)
        if kind == "motivation":
            return 0 if not self.names_place(question) else 0.5 if address >= 2 else -0.5 if address == 1 else -2.5
        if kind == "aboutYou":
            return -2 if address >= 4 else -1 if address >= 2 else 0
        if kind == "story":
            return -1 if address >= 2 else 0
        return -1 if kind == "technical" and sum(word in FIRST for word in words) > 0.06 * len(words) else 0

    def whole(self, text):
        own, pairs = passages(text)
        every = self.v.rows(own + pairs)
        return unit(every.sum(0)), self.v.rows(own), every

    def genre_fit(self, without):
        x, y, weights = [], [], []
        for one in self.answers:
            if one.fold == without or not one.genre:
                continue
            whole, _, every = self.whole(one.text)
            for vector in [whole, *every]:
                x.append(vector)
                y.append(GENRES.index(one.genre))
                weights.append(1 / (1 + len(every)))
        y, weights = np.array(y), np.array(weights)
        for genre in range(len(GENRES)):
            weights[y == genre] /= max(1e-9, weights[y == genre].sum()) ** 0.5
        return softmax_fit(np.array(x, np.float32), y, weights)

    def genre(self, fitted, text):
        """The scores of the genres, from the sentences and the whole."""
        whole, own, _ = self.whole(text)
        return 0.5 * (own @ fitted[0] + fitted[1]).mean(0) + 0.5 * (whole @ fitted[0] + fitted[1])

    def signals(self, question, text, genre):
        """See `RelevanceSignals`."""
        whole, _, every = self.whole(text)
        asked = self.v.rows([question, stated(question)])
        near = np.array([(rows[: len(asks)] @ asked[0]).max() for (asks, _), rows in zip(self.subjects, self.rows)])
        own = [one for one in range(len(near)) if near[one] >= 0.5 and near[one] >= near.max() - 0.1]
        rivals = [one for one in range(len(near)) if near[one] < 0.45 and one not in own]
        target = np.concatenate([asked] + [self.rows[one] for one in own])
        mine, theirs = top(target @ whole), np.array([top(self.rows[one] @ whole) for one in rivals])
        kind = self.kind(question)
        story, technical = float(kind == "story"), float(kind == "technical")
        told = lead(genre, [0])
        return [
            (mine - theirs.mean()) / theirs.std(), top((every @ target.T).max(1)) - 0.3, mine - theirs.max(),
            self.form(question, text), told * story, told * (1 - story), lead(genre, [6, 7]), story,
            lead(genre, [GENRES.index(kind)]) * (1 - story), top((every @ asked.T).max(1)) - 0.3, float((asked @ whole).max()) - 0.3,
            technical, 0 if story or technical else self.first(text) * 10,
        ]

    @staticmethod
    def first(text):
        words = tokens(text)
        return sum(word in FIRST for word in words) / max(1, len(words))

    def pairs(self):
        fits = [self.genre_fit(fold) for fold in range(FOLDS)]
        genres = [self.genre(fits[one.fold], one.text) for one in self.answers]
        random, rows = np.random.RandomState(5), []
        for asked in self.questions:
            some = set(random.permutation(len(self.answers))[:90])
            for at, (one, genre) in enumerate(zip(self.answers, genres)):
                own = one.id == asked.id
                if not own and (at not in some or one.label not in ("good", "off-topic", "manual") or self.may_answer(asked, one)):
                    continue
                right = own and one.label in ("good", "weak", "fair")
                stories = not own and asked.kind == one.kind == "story"
                weight = 0.3 if stories or right and one.label != "good" or not own and one.label != "good" else 1
                rows.append((self.signals(asked.question, one.text, genre), right, weight, asked, one))
        return rows

    @staticmethod
    def may_answer(asked, one):
        """Whether an answer to one question may answer another, so that nothing is learned from it."""
        if not one.question:
            return False
        stories = asked.kind == one.kind == "story"
        return bool(asked.near & one.near - {"broad"}) or "anything" in asked.near or stories and "broad" in asked.near | one.near

    def odd(self):
        true = [s for one in self.answers if one.label in ("good", "weak", "fair", "off-topic", "manual") for s in sentences(one.text)]
        true += self.unusual
        true += [one for row in json.load(open(os.path.join(HERE, "prototypes.json"))) for one in row]
        true += [one for _, says in self.subjects for one in says]
        texts = self.nonsense + [s for one in self.answers if one.label == "nonsense" for s in sentences(one.text)]
        self.count, texts = len(texts), texts + true
        return self.v.rows(texts).astype(float), np.array([1.0] * self.count + [0.0] * len(true))


def main():
    vectors = Vectors(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    fit = Fit(vectors)
    x, y = fit.odd()
    folds, scores = np.random.RandomState(0).randint(0, 6, len(y)), np.zeros(len(y))
    for fold in range(6):
        w, b = logistic_fit(x[folds != fold], y[folds != fold], even(y[folds != fold]), 0.01, 800, spread=5)
        scores[folds == fold] = x[folds == fold] @ w + b
    print(f"sentences left out: {(scores[y == 1] > 0).mean():.2f} of nonsense odd, {(scores[y == 0] > 0).mean():.2f} of others")
    w, b = logistic_fit(x, y, even(y), 0.01, 800, spread=5)
    scale, text = coded(w)
    print(f"oddness: offset {b:.4f} scale {scale:.6f}\n        {wrapped(text)}")
    w, b = fit.genre_fit(-1)
    scale, text = coded(w.T)
    print(f"genres {GENRES}: offsets {[round(float(one), 4) for one in b]} scale {scale:.6f}\n        {wrapped(text)}")
    rows = fit.pairs()
    x, y, weights = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows]), np.array([row[2] for row in rows])
    fold_of = {one.id: one.fold for one in fit.answers}
    folds, scores = np.array([fold_of[row[3].id] for row in rows]), np.zeros(len(rows))
    for fold in range(FOLDS):
        kept = folds != fold
        w, b = logistic_fit(x[kept], y[kept], even(y[kept]) * weights[kept], 0.02, 600)
        scores[~kept] = x[~kept] @ w + b
    report(rows, scores)
    w, b = logistic_fit(x, y, even(y) * weights, 0.02, 1_500)
    names = ["margin", "nearness - 0.3", "lead", "form", "told to a story", "told to others", "aside", "story", "own genre",
             "asked - 0.3", "whole - 0.3", "technical", "first person * 10, to others"]
    print("weights", {name: round(float(one), 3) for name, one in zip(names, w)}, "offset", round(float(b), 3))
    vectors.save()


def report(rows, scores):
    """What passes which limit, by the kind of question, with the question left out."""
    for kind, kinds in (("story", ["story"]), ("technical", ["technical"]), ("other", ["aboutYou", "motivation", "trait", "opinion"])):
        of = np.array([row[3].kind in kinds for row in rows])
        good = np.array([row[1] and row[4].label == "good" for row in rows]) & of
        told = np.array([not row[1] and row[4].label == "good" and row[3].kind == row[4].kind == "story" for row in rows])
        others = np.array([not row[1] and row[4].label == "good" for row in rows]) & of & ~told
        hollow = np.array([not row[1] and row[4].label != "good" for row in rows]) & of
        print(f"{kind}: {good.sum()} good, {others.sum()} to other questions, {hollow.sum()} hollow")
        for least in np.arange(-1.5, 1.6, 0.5):
            print(f"  from {least:4.1f}: {(scores[good] >= least).mean():.3f} {(scores[others] >= least).mean():.3f} "
                  f"{(scores[hollow] >= least).mean():.3f}")


if __name__ == "__main__":
    main()
