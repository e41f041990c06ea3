namespace Waves.Simulator.Books;

/// <summary>The memory all kept bodies and messages share. Thread-safe.</summary>
internal sealed class TextBudget(long most)
{
    private long _left = most;

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
            return true;
        Interlocked.Add(ref _left, bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _left, bytes);
}
