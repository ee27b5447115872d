"""Presidio's recognizers by pattern over the lines of standard input: prints MB/s, and ends with 3 where it is not installed."""
import sys
import time

try:
    from presidio_analyzer import predefined_recognizers as known
except ImportError:
    sys.exit(3)

names = ["CreditCardRecognizer", "EmailRecognizer", "IpRecognizer", "IbanRecognizer", "PhoneRecognizer", "UsSsnRecognizer", "UrlRecognizer"]
recognizers = [getattr(known, name)() for name in names]
text = sys.stdin.buffer.read().decode("utf-8")
begin = time.monotonic()
done = 0
for line in text.split("\n"):
    for recognizer in recognizers:
        recognizer.analyze(line, recognizer.supported_entities, None)
    done += len(line.encode()) + 1
    if time.monotonic() - begin > 10:
        break
print(done / 1e6 / (time.monotonic() - begin))
