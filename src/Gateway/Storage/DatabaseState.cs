namespace Gateway.Storage;

/// <summary>Whether the database serves, as whoever used it last found it. Thread-safe.</summary>
internal sealed class DatabaseState(TimeProvider time, ILogger<DatabaseState> logger)
{
    private volatile DatabaseTrouble? _trouble;

    /// <summary>What is wrong with it; null when it serves.</summary>
    public DatabaseTrouble? Trouble => _trouble;

    /// <summary>It served.</summary>
    public void Recover()
    {
        if (Interlocked.Exchange(ref _trouble, null) is not { } past)
            return;
        var away = time.GetUtcNow() - past.Since;
        logger.DatabaseRecovered(past.Fault, away);
    }

    /// <summary>It did not serve. The same trouble is told once.</summary>
    public void Fail(DatabaseUnavailableException exception)
    {
        var past = _trouble;
        if (past?.Fault == exception.Fault)
            return;
        _trouble = new(exception.Fault, exception.Message, past?.Since ?? time.GetUtcNow());
        logger.DatabaseUnavailable(exception.Fault, exception.Message);
    }
}
