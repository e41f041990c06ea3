namespace Gateway.Admission.Redis;

public sealed class PatienceClockTests : IDisposable
{
    private readonly HandTime _time = new();
    private readonly TaskCompletionSource _overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PatienceClock _clock;

    public PatienceClockTests() => _clock = new(TimeSpan.FromMilliseconds(80), _time, () => _overdue.TrySetResult());

    public void Dispose() => _clock.Dispose();

    [Fact]
    public async Task Question_ThatNobodyAnswers_IsOverdueAfterAllTicks()
    {
        _clock.Begin();
        await _time.TickAsync(3);
        Assert.False(_overdue.Task.IsCompleted);

        await _time.TickAsync(1);

        await _overdue.Task;
    }

    [Fact]
    public async Task Questions_AnsweredOneAfterAnother_AreNeverOverdue()
    {
        var question = _clock.Begin();
        for (var i = 0; i < 10; i++)
        {
            await _time.TickAsync(3);
            var next = _clock.Begin();
            _clock.End(question);
            question = next;
        }

        Assert.False(_overdue.Task.IsCompleted);
        // The one that is open still is overdue in its own time.
        await _time.TickAsync(4);
        await _overdue.Task;
    }

    /// <summary>A clock whose timer rings when it is told to, as late as one likes.</summary>
    private sealed class HandTime : TimeProvider, ITimer
    {
        private readonly SemaphoreSlim _wound = new(0);
        private (TimerCallback Callback, object? State) _rings;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _rings = (callback, state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _wound.Release();
            return true;
        }

        public async Task TickAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await _wound.WaitAsync(TestContext.Current.CancellationToken);
                _rings.Callback(_rings.State);
            }
            // Until the last of them has had its effect.
            await _wound.WaitAsync(TestContext.Current.CancellationToken);
            _wound.Release();
        }

        public void Dispose() => _wound.Dispose();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
