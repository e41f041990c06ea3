using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Waves.Simulator.Chat;

/// <summary>
/// Automatic prefix caching (contract 2.5): whole blocks of a prompt's beginning that were seen before are cached. The
/// first request of a prompt finds nothing, its repetition everything but the last, unfinished block. Thread-safe.
/// </summary>
internal sealed class PromptCache
{
    /// <summary>Tokens per block.</summary>
    public const int BlockTokens = 16;

    /// <summary>Blocks remembered; the oldest leave first.</summary>
    public const int MaxBlocks = 100_000;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _known = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>Tokens of the beginning of <paramref name="prompt"/> found in the cache; remembers the rest.</summary>
    public int Visit(string prompt)
    {
        const int blockCharacters = BlockTokens * Prompt.CharactersPerToken;
        var blocks = prompt.Length / blockCharacters;
        using var chain = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var cached = 0;
        lock (_lock)
        {
            for (var block = 0; block < blocks; block++)
            {
                // The hash runs on from block to block: equal means the whole beginning is equal.
                chain.AppendData(MemoryMarshal.AsBytes(prompt.AsSpan(block * blockCharacters, blockCharacters)));
                chain.GetCurrentHash(digest);
                var key = MemoryMarshal.Read<UInt128>(digest);
                if (_known.Add(key))
                    Remember_NeedsLock(key);
                else if (cached == block)
                    cached++;
            }
        }

        return cached * BlockTokens;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _known.Clear();
            _order.Clear();
        }
    }

    private void Remember_NeedsLock(UInt128 key)
    {
        _order.Enqueue(key);
        if (_order.Count > MaxBlocks)
            _known.Remove(_order.Dequeue());
    }
}
