"""Running a pipeline over many texts, in one process or several: one text that fails does not stop the others, and no process outlives the run.

`nlp.pipe(n_process=2)` waits for ever for its processes when a run ends early, or when one of them is killed. Here a worker reads from a pipe
that only the process that began the run holds the other end of. When that ends, in whatever way, the worker is told by the operating system.
"""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from typing import Any, Callable, Deque, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc
from spacy.tokens.underscore import Underscore

from .attributions import realign
from .errors import Errors
from .limits import MOST_PROCESSES
from .wording import shown

MOST_CHARACTERS = 30_000  # of a batch, some 5,000 words, but for a text that alone has more: twice as many take no less time, and more memory
AHEAD = 2  # batches that a worker is given at once, so that it need not wait for the next
PATIENCE = 1.0  # seconds until a worker that was told to stop is made to
NOT_NEEDED = ["tensor", "user_data"]  # of a Doc that a worker sends back
MOST_LEMMAS = 5_000  # words of which a lemmatizer may keep the lemmas between batches
MOST_PLACES = 4  # of a table of words, for each word in it: a new one has up to 3.4
EVERY = 10.0  # seconds from one time that memory is given back to the next
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
_at_last = 0.0


class WorkerError(Exception):
    """A worker process ended before its work was done. The message is one sentence for the user."""


@dataclass(frozen=True)
class Failure:
    """A text that the pipeline failed at, and `why`, in one line."""

    why: str


Outcome = Union[Doc, Failure]
Read = Callable[[Doc], Any]


def annotate_texts(
    nlp: Language, texts: Iterable[str], n_process: int = 1, batch_size: int = 32, passing: bool = False, read: Optional[Read] = None
) -> Iterator[Any]:
    """Run a pipeline over texts.

    nlp (Language): The pipeline.
    texts (Iterable[str]): The texts; those of a few batches are read ahead.
    n_process (int): Number of processes that work, 64 or four for each core at most. With 1 it is this one.
    batch_size (int): Texts of a batch, at most.
    passing (bool): Whether each Doc is done with when the next is asked for, and not touched after that. Memory then does not grow with
        the words that are new: what spaCy keeps of those of a batch is freed behind it.
    read (Optional[Callable[[Doc], Any]]): What is wanted of each Doc, for example `to_record`; it must not hold the Doc, nor parts of it. With
        several processes a Doc then need not be sent, which takes a tenth of the time of the work. Memory stays as with `passing`.
    YIELDS (Union[Doc, Failure, Any]): For each text in order its Doc, or what `read` makes of it, or a `Failure` if a component or `read`
        raised an error at it. Docs that come from another process are without tensor and user data.
    RAISES (WorkerError): If a process ended that was to work. ValueError if that many processes cannot be.
    """
    if not 1 <= n_process <= MOST_PROCESSES:
        raise ValueError(Errors.A086.format(number=n_process, most=MOST_PROCESSES))
    batches = _batches(texts, batch_size)
    passing = passing or read is not None
    if n_process > 1:
        yield from _in_processes(nlp, batches, n_process, passing, read)
    else:
        for batch in batches:
            with _forgetting(nlp, passing):
                yield from _annotate(nlp, batch) if read is None else [_made(outcome, read) for outcome in _annotate(nlp, batch)]


def _made(outcome: Outcome, read: Read) -> Any:
    """What `read` makes of a Doc, or why it could not."""
    if isinstance(outcome, Failure):
        return outcome
    try:
        return read(outcome)
    except Exception as error:
        return Failure(_told(error))


@contextmanager
def _forgetting(nlp: Language, wanted: bool = True) -> Iterator[None]:
    """Forget at the end the words that a pipeline has met, and with them every Doc that was made meanwhile."""
    vocab: Any = nlp.vocab  # the stub of Vocab does not know `in_memory_zone`
    if not wanted or vocab.in_memory_zone:  # whoever has opened one will close it; one in another there cannot be
        yield
        return
    with nlp.memory_zone():
        yield
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, Lemmatizer) and len(pipe.cache) > MOST_LEMMAS:
            pipe.cache.clear()
    _shrink(vocab.strings)
    _give_back()


def _shrink(strings: Any) -> None:
    """Let spaCy's table of words be made anew when most of its places are of words that are forgotten: some of them are never used again, so that
    it would double now and then. The words stay where they are."""
    if strings._map.capacity > MOST_PLACES * max(len(strings), 1):
        table = type(strings._map)()
        for key, place in strings._map.items():
            table[key] = place
        strings._map = table


def _give_back() -> None:
    """Give memory that is free back to the operating system. The C library of Linux keeps it, in ever more and smaller holes."""
    global _at_last
    if _trim is not None and time.monotonic() - _at_last > EVERY:
        _trim(0)
        _at_last = time.monotonic()


def _batches(texts: Iterable[str], size: int) -> Iterator[List[str]]:
    batch: List[str] = []
    characters = 0
    for text in texts:
        if batch and (len(batch) == size or characters + len(text) > MOST_CHARACTERS):
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text)
    if batch:
        yield batch


def _annotate(nlp: Language, texts: Sequence[str]) -> List[Outcome]:
    """The outcome of each text of a batch; if any fails, each is tried alone."""
    try:
        docs: List[Outcome] = list(nlp.pipe(texts, batch_size=len(texts)))
        if len(docs) == len(texts):
            return docs
        failure = Failure("it was left out by the error handler of the pipeline")
    except Exception as error:
        failure = Failure(_told(error))
    return [failure] if len(texts) == 1 else [_annotate(nlp, [text])[0] for text in texts]


def _told(error: Exception) -> str:
    """What kind of error it is and what it says, in one line that is no longer than a line."""
    said = " ".join(str(error).split())
    return shown(f"{type(error).__name__}: {said}" if said else type(error).__name__)


# The process that gives out the work


@dataclass
class Worker:
    """A worker process, the pipe to it, and the numbers of the batches that it was given and has not brought back."""

    process: Any
    connection: Connection
    given: Deque[int] = field(default_factory=deque)


def _in_processes(nlp: Language, batches: Iterator[List[str]], count: int, passing: bool, read: Optional[Read]) -> Iterator[Any]:
    workers: List[Worker] = []
    try:
        for _ in range(count):
            with _signals_waiting():
                workers.append(_start(nlp, workers, read or _packed))
        yield from _gather(workers, enumerate(batches), nlp, passing, unpack=read is None)
    finally:
        _stop(workers)


@contextmanager
def _signals_waiting() -> Iterator[None]:
    """Signals that come meanwhile are handled behind it. In the midst of a fork Python drops what a handler raises, and whoever told the run
    to stop would wait for ever; and a worker that is not yet in the list of workers would be left behind."""
    if threading.current_thread() is not threading.main_thread():  # handlers run in that one alone
        yield
        return
    came: List[int] = []
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = {number: handler for number in numbers if callable(handler := signal.getsignal(number))}
    for number in handlers:
        signal.signal(number, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def _start(nlp: Language, others: Sequence[Worker], read: Read) -> Worker:
    context = multiprocessing.get_context()
    here, there = context.Pipe()
    # A forked process inherits the ends that are held here. Did it keep them, the others would never be told that this process has ended.
    forked = context.get_start_method() == "fork"
    held = [here, *(worker.connection for worker in others)] if forked else []
    process = context.Process(target=_work, args=(nlp if forked else None, there, held, Underscore.get_state(), read), daemon=True)
    try:
        process.start()
    finally:
        there.close()
    worker = Worker(process, here)
    if not forked:  # through this pipe, which breaks if the process ends: `start` would wait for ever for so much to be read
        try:
            here.send(nlp)
        except OSError:
            raise _ended(worker) from None
    return worker


def _gather(workers: Sequence[Worker], batches: Iterator[Tuple[int, List[str]]], nlp: Language, passing: bool, unpack: bool) -> Iterator[Any]:
    """Give out batches, and bring back in order what becomes of them."""
    done: Dict[int, List[Any]] = {}
    wanted, more = 0, True
    while True:
        while more and (free := [worker for worker in workers if len(worker.given) < AHEAD]):
            if len(done) + sum(len(worker.given) for worker in workers) >= 2 * AHEAD * len(workers):
                break  # one batch takes long: what is done behind it waits for it
            batch = next(batches, None)
            more = batch is not None
            if batch is not None:
                _give(min(free, key=lambda worker: len(worker.given)), batch)
        at_work = {worker.connection: worker for worker in workers if worker.given}
        if not at_work and wanted not in done:
            return
        for connection in wait(list(at_work)) if at_work else ():
            number, outcomes = _receive(at_work[connection])  # type: ignore[index]  # `wait` may wait for other things, too
            done[number] = outcomes
        while wanted in done:
            with _forgetting(nlp, passing):
                for outcome in done.pop(wanted):
                    yield Doc(nlp.vocab).from_bytes(outcome) if unpack and not isinstance(outcome, Failure) else outcome
            wanted += 1


def _give(worker: Worker, batch: Tuple[int, List[str]]) -> None:
    try:
        worker.connection.send(batch)
    except OSError:
        raise _ended(worker) from None
    worker.given.append(batch[0])


def _receive(worker: Worker) -> Tuple[int, List[Any]]:
    try:
        number, outcomes = worker.connection.recv()
    except (EOFError, OSError):
        raise _ended(worker) from None
    worker.given.remove(number)
    return number, outcomes


def _ended(worker: Worker) -> WorkerError:
    worker.process.join(PATIENCE)
    code = worker.process.exitcode or 0
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        short = ", as happens where memory is short: use fewer processes or smaller batches" if name == "SIGKILL" else ""
        return WorkerError(f"A worker process was ended by {name}{short}.")
    if multiprocessing.get_start_method() != "fork":
        return WorkerError(
            f"A worker process ended with code {code}. Where processes are not forked, a script must do its work under `if __name__ == '__main__':`."
        )
    return WorkerError(f"A worker process ended with code {code}.")


def _stop(workers: Sequence[Worker]) -> None:
    """End the workers: at once, however much they still have to do."""
    for worker in workers:
        worker.connection.close()
    for end in (None, "terminate", "kill"):
        for worker in workers:
            if end is not None and worker.process.is_alive():
                getattr(worker.process, end)()
        for worker in workers:
            worker.process.join(PATIENCE)


# The processes that work


def _work(nlp: Optional[Language], connection: Connection, inherited: Sequence[Connection], underscore: Any, read: Read) -> None:
    for other in inherited:
        other.close()
    gc.freeze()  # what is inherited stays: were it looked through for garbage, again and again, all of it would be copied
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a key pressed on the terminal reaches all processes: the one that began the run sees to it
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    Underscore.load_state(underscore)
    try:
        nlp = nlp or connection.recv()
    except (EOFError, OSError):
        os._exit(0)
    batches: "SimpleQueue[Tuple[int, List[str]]]" = SimpleQueue()
    threading.Thread(target=_read, args=(connection, batches), daemon=True).start()
    while True:
        number, texts = batches.get()
        with _forgetting(nlp):
            outcomes = [_made(outcome, read) for outcome in _annotate(nlp, texts)]
        try:
            connection.send((number, outcomes))
        except OSError:
            os._exit(0)


def _read(connection: Connection, batches: "SimpleQueue[Tuple[int, List[str]]]") -> None:
    """Read what there is to do while the work goes on, and end the process when the other end of the pipe is closed."""
    try:
        while True:
            batches.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)


def _packed(doc: Doc) -> bytes:
    """A Doc as it is sent to another process."""
    return realign(doc).to_bytes(exclude=NOT_NEEDED)
