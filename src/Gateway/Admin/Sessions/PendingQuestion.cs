using System.Collections.Immutable;

namespace Gateway.Admin.Sessions;

/// <summary>A question on its way: gathers answers until all who heard it have answered. Thread-safe.</summary>
internal sealed class PendingQuestion
{
    private readonly Lock _gathering = new();
    private readonly Dictionary<string, SessionAnswer> _answers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _expected = long.MaxValue;

    /// <summary>Ends when as many have answered as heard the question.</summary>
    public Task All => _all.Task;

    /// <summary>What has been answered so far.</summary>
    public ImmutableArray<SessionAnswer> Answers
    {
        get
        {
            lock (_gathering)
                return [.. _answers.Values];
        }
    }

    /// <summary>How many heard it; answers may have come before that is known.</summary>
    public void Expect(long count)
    {
        lock (_gathering)
        {
            _expected = count;
            LookWhetherAll_NeedsLock();
        }
    }

    /// <summary>One more has answered.</summary>
    public void Add(SessionAnswer answer)
    {
        lock (_gathering)
        {
            // No more than heard it: nobody can fill memory here.
            if (_answers.Count < _expected)
                _answers[answer.From] = answer;
            LookWhetherAll_NeedsLock();
        }
    }

    private void LookWhetherAll_NeedsLock()
    {
        if (_answers.Count >= _expected)
            _all.TrySetResult();
    }
}
