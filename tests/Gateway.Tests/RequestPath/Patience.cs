namespace Gateway.RequestPath;

/// <summary>The longest a test waits for anything. Reaching it is a failure, never a measurement.</summary>
internal static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Cancelled when the test is, or when its patience ends.</summary>
    public static CancellationToken Token
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(Limit);
            return source.Token;
        }
    }

    /// <summary>Awaits what must happen.</summary>
    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>Awaits what must happen.</summary>
    public static Task Soon(this Task task) => task.WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>Waits for what must become true.</summary>
    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    /// <summary>Waits for what must become true.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var patience = Token;
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, patience);
    }
}
