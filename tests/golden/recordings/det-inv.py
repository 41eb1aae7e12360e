import threading

import numpy

rng = numpy.random.default_rng(0)
a = rng.standard_normal((300, 300))


def holds():
    for _ in range(20):
        numpy.linalg.det(a)


def releases():
    for _ in range(10):
        numpy.linalg.inv(a)


threads = [threading.Thread(target=holds), threading.Thread(target=releases)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
