namespace Waves.Simulator.Books;

/// <summary>One record's part of the <see cref="TextBudget"/>: given back when the record leaves the books. Thread-safe.</summary>
internal sealed class TextAllowance(TextBudget budget)
{
    private readonly Lock _lock = new();
    private long _taken;
    private bool _closed;

    /// <returns>Whether so many bytes may be kept.</returns>
    public bool TryTake(long bytes)
    {
        lock (_lock)
        {
            if (_closed || !budget.TryTake(bytes))
                return false;
            _taken += bytes;
            return true;
        }
    }

    /// <summary>Gives everything back; nothing more is kept.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            budget.Return(_taken);
            _taken = 0;
        }
    }
}
