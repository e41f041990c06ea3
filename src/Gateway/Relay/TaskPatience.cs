namespace Gateway.Relay;

/// <summary>Waits for what may never come.</summary>
internal static class TaskPatience
{
    /// <returns>Whether it was over in time; if not, it goes on.</returns>
    public static async Task<bool> IsOverWithinAsync(this Task task, TimeSpan timeout, TimeProvider time)
    {
        if (task.IsCompleted)
            return true;
        using var waiting = new CancellationTokenSource();
        var first = await Task.WhenAny(task, Task.Delay(timeout, time, waiting.Token));
        await waiting.CancelAsync();
        return first == task;
    }
}
