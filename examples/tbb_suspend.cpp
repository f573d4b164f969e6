/*
 * Resumable tasks of oneTBB (Debian: libtbb-dev), which switches between them with swapcontext.
 *
 * Tasks ask a slow "device" that answers requests by the batch. A task that asks suspends itself;
 * its thread goes on with another task, on another stack. When the batch is full, the device
 * answers all of it and resumes the tasks that wait. One thread, so that every run does the same;
 * few tasks wait at once, so that TBB finds them stacks in its cache and does not map new ones.
 *
 *     c++ -O2 tbb_suspend.cpp -ltbb -o tbb_suspend && ./tbb_suspend 3000000
 */
#include <cstdio>
#include <cstdlib>
#include <tbb/global_control.h>
#include <tbb/task.h>
#include <tbb/task_group.h>
#include <vector>

namespace {

struct Request {
    unsigned long question;
    unsigned long *answer;
    tbb::task::suspend_point asker;
};

class Device {
  public:
    /// Suspends the calling task until its batch has been answered.
    unsigned long ask(unsigned long question) {
        unsigned long answer = 0;
        tbb::task::suspend([&](tbb::task::suspend_point asker) {
            batch.push_back({question, &answer, asker});
            if (batch.size() == batch_size)
                answer_all();
        });
        return answer;
    }

    static constexpr std::size_t batch_size = 4;
    unsigned long batches = 0;

  private:
    void answer_all() {
        batches++;
        for (const Request &request : batch)
            *request.answer = request.question * request.question % 1000003;
        // A resumed task may ask again: it shall find the batch empty.
        std::vector<Request> answered;
        answered.swap(batch);
        for (const Request &request : answered)
            tbb::task::resume(request.asker);
    }

    std::vector<Request> batch;
};

} // namespace

int main(int argc, char **argv) {
    // Whole batches only: a request in a batch that never fills would wait for ever.
    unsigned long rounds =
        (argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 3000000) / Device::batch_size;
    tbb::global_control one_thread(tbb::global_control::max_allowed_parallelism, 1);
    Device device;
    unsigned long answers = 0, sum = 0;

    for (unsigned long round = 0; round < rounds; round++) {
        tbb::task_group tasks;
        for (unsigned long i = 0; i < Device::batch_size; i++)
            tasks.run([&device, &answers, &sum, round, i] {
                sum += device.ask(round * Device::batch_size + i);
                answers++;
            });
        tasks.wait();
    }
    std::printf("%lu answers in %lu batches, their sum %lu\n", answers, device.batches, sum);
    return 0;
}
