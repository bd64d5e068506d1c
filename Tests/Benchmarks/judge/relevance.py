#!/usr/bin/env python3
"""Fits the readings of `Sources/Coaching/Relevance`: genre, oddness, and the weights of the relevance score. Prints their numbers.

    .build-companion/venv/bin/python Tests/Benchmarks/judge/relevance.py .build-companion [CACHE]

`relevance.json` holds questions with answers, talk that answers no interview question, nonsense, and true sentences that sound odd. None of
it is in the labelled answers. The subjects and the kinds of questions are read from the Swift sources. Printed first: shares of pairs of a
question and an answer that are told rightly when the question's whole subject was left out of the fit.
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
FIRST = {"i", "my", "me", "im", "ive", "id", "ill"}
ADDRESS = {"you", "your", "youre", "youve", "youd", "yours"}
PLACES = {"company", "role", "job", "team", "position", "place", "firm", "organisation"}


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
    found = re.findall(r"asks: \[(.*?)\],\s*says: \[(.*?)\]", swift("Relevance/AnswerSubject.swift"), re.S)
    return [(strings(asks), strings(says)) for asks, says in found]


def kinds():
    text = swift("Relevance/QuestionKind.swift")
    text = text[text.index("static let phrases"):text.index("/// The kind of a question")]
    return [(kind, strings(phrases)) for kind, phrases in re.findall(r"\.(\w+),\s*\[(.*?)\]", text, re.S)]


def tokens(text):
    return [word.replace("'", "").replace("’", "") for word in re.findall(r"[\w'’]+", text.lower())]


def sentences(text):
    return [one for one in re.split(r"(?<=[.!?])\s+", text.strip()) if len(tokens(one)) >= 3] or [text]


def passages(text):
    own = sentences(text)
    return own, [one + " " + other for one, other in zip(own, own[1:])]


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
    x, wanted, weights = (x - mean) * spread, np.eye(len(GENRES))[y], weights / weights.sum()
    w, b = np.zeros((x.shape[1], len(GENRES))), np.zeros(len(GENRES))
    for _ in range(rounds):
        z = x @ w + b
        p = np.exp(z - z.max(1, keepdims=True))
        gradient = (p / p.sum(1, keepdims=True) - wanted) * weights[:, None]
        w -= 0.5 * (x.T @ gradient + penalty * w)
        b -= 0.5 * gradient.sum(0)
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
        data = json.load(open(os.path.join(HERE, "relevance.json"), encoding="utf-8"))
        self.questions = {one["id"]: one for one in data["questions"]}
        self.nonsense, self.unusual = data["nonsense"], data["unusual"]
        self.answers = [(one["id"], one["kind"], text) for one in data["questions"] for text in one["answers"]]
        self.answers += [
            ("", "manual" if index >= 16 else "elsewhere", text) for index, text in enumerate(data["elsewhere"])
        ]
        self.kinds, self.subjects = kinds(), subjects()
        self.rows = [vectors.rows(asks + [stated(ask) for ask in asks] + says) for asks, says in self.subjects]
        self.folds = np.random.RandomState(1).randint(0, 8, len(self.answers))

    def kind(self, question):
        text = " " + " ".join(tokens(question)) + " "
        for kind, phrases in self.kinds:
            if any(f" {phrase} " in text for phrase in phrases):
                return kind
        return "story" if text.startswith((" tell me about ", " describe ")) else "opinion"

    def form(self, question, text):
        """See `RelevanceMeter.form`."""
        words, kind = tokens(text), self.kind(question)
        pairs = list(zip(words, words[1:]))
        address = sum(word in ADDRESS for word in words)
        address += sum(a == "this" and b in PLACES or a == "work" and b == "here" for a, b in pairs)
        if kind == "motivation":
            leaves = "leav" in question.lower() or "left" in question.lower()
            return 0 if leaves else 0.5 if address >= 2 else -0.5 if address == 1 else -2.5
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
        for (_, kind, text), fold in zip(self.answers, self.folds):
            if fold == without:
                continue
            whole, _, every = self.whole(text)
            for vector in [whole, *every]:
                x.append(vector)
                y.append(GENRES.index(kind))
                weights.append(1 / (1 + len(every)))
        y, weights = np.array(y), np.array(weights)
        for genre in range(len(GENRES)):
            weights[y == genre] /= max(1e-9, weights[y == genre].sum()) ** 0.5
        return softmax_fit(np.array(x, float), y, weights)

    def genre(self, fitted, text):
        """How far a told experience, and talk that belongs to no interview, are ahead of everything else."""
        whole, own, _ = self.whole(text)
        z = 0.5 * (own @ fitted[0] + fitted[1]).mean(0) + 0.5 * (whole @ fitted[0] + fitted[1])
        leads = [z[0] - z[1:].max(), z[6:].max() - z[:6].max()]
        return [float(min(4, max(-4, lead))) for lead in leads]

    def signals(self, question, text, genre):
        whole, _, every = self.whole(text)
        asked = self.v.rows([question, stated(question)])
        near = np.array([(rows[: len(asks)] @ asked[0]).max() for (asks, _), rows in zip(self.subjects, self.rows)])
        own = [one for one in range(len(near)) if near[one] >= 0.55 and near[one] >= near.max() - 0.1]
        rivals = [one for one in range(len(near)) if near[one] < 0.45 and one not in own]
        target = np.concatenate([asked] + [self.rows[one] for one in own])
        mine, theirs = top(target @ whole), np.array([top(self.rows[one] @ whole) for one in rivals])
        story = self.kind(question) == "story"
        return [
            (mine - theirs.mean()) / theirs.std(), top((every @ target.T).max(1)) - 0.3, mine - theirs.max(),
            self.form(question, text), genre[0] if story else 0, 0 if story else genre[0], genre[1], float(story),
        ]

    def pairs(self):
        fits = [self.genre_fit(fold) for fold in range(8)]
        genres = [self.genre(fits[fold], text) for (_, _, text), fold in zip(self.answers, self.folds)]
        x, y, weights, group = [], [], [], []
        for one in self.questions.values():
            for question in one["asks"][:2]:
                for (subject, kind, text), genre in zip(self.answers, genres):
                    story = kind == "story" and one["kind"] == "story" and subject != one["id"]
                    if subject != one["id"] and subject and (
                        one["id"] == "anything" or any({subject, one["id"]} <= near for near in NEIGHBOURS)
                        or story and (one.get("broad") or self.questions[subject].get("broad"))
                    ):
                        continue
                    x.append(self.signals(question, text, genre))
                    y.append(float(subject == one["id"]))
                    weights.append(0.3 if story else 1)
                    group.append(one["id"])
        y = np.array(y)
        return np.array(x), y, even(y) * np.array(weights), np.array(group)

    def odd(self):
        true = [one for _, _, text in self.answers for one in sentences(text)] + self.unusual
        true += [one for row in json.load(open(os.path.join(HERE, "prototypes.json"))) for one in row]
        true += [one for _, says in self.subjects for one in says]
        texts = self.nonsense + true
        return self.v.rows(texts).astype(float), np.array([1.0] * len(self.nonsense) + [0.0] * len(true))


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
    x, y, weights, group = fit.pairs()
    ids = sorted(set(group))
    fold_of = dict(zip(np.random.RandomState(0).permutation(ids), np.arange(len(ids)) % 8))
    folds, scores = np.array([fold_of[one] for one in group]), np.zeros(len(y))
    for fold in range(8):
        w, b = logistic_fit(x[folds != fold], y[folds != fold], weights[folds != fold], 0.02, 3_000)
        scores[folds == fold] = x[folds == fold] @ w + b
    for least in (-1.2, 0.0):
        print(f"pairs left out, from {least}: {(scores[y == 1] >= least).mean():.3f} of {int(y.sum())} answers, "
              f"{(scores[y == 0] >= least).mean():.3f} of {int((y == 0).sum())} others")
    w, b = logistic_fit(x, y, weights, 0.02, 3_000)
    names = ["margin", "nearness - 0.3", "lead", "form", "told to a story", "told to others", "aside", "story"]
    print("weights", {name: round(float(one), 3) for name, one in zip(names, w)}, "offset", round(float(b), 3))
    vectors.save()


if __name__ == "__main__":
    main()
