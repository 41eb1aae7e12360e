import threading


def hog():
    total = 0
    for i in range(3_000_000):
        total += i
    return total


threads = [threading.Thread(target=hog) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sum(sorted(range(200_000))))
