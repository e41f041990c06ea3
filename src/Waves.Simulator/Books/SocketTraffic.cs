using System.Security.Cryptography;
using System.Text;

namespace Waves.Simulator.Books;

/// <summary>One direction of a WebSocket. Written by one loop, readable from anywhere at any time.</summary>
public sealed class SocketTraffic : IDisposable
{
    /// <summary>Text messages kept per direction; later ones are only counted.</summary>
    public const int MaxTexts = 256;

    /// <summary>Text messages longer than this, such as audio in base64, are counted and hashed but not kept.</summary>
    public const int MaxTextBytes = 1024;

    private readonly TextAllowance _allowance;
    private readonly Lock _lock = new();
    private readonly List<string> _texts = [];
    private IncrementalHash? _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string _digest = "";
    private long _messages;
    private long _bytes;
    private long _textsLeftOut;

    internal SocketTraffic(TextAllowance allowance) => _allowance = allowance;

    /// <summary>Complete messages, text and binary; close and ping frames left out.</summary>
    public long Messages
    {
        get
        {
            lock (_lock)
                return _messages;
        }
    }

    /// <summary>Payload bytes of those messages.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>SHA-256 over all payloads one after the other, lower-case hex.</summary>
    public string Sha256
    {
        get
        {
            lock (_lock)
                return _hash is null ? _digest : Convert.ToHexStringLower(_hash.GetCurrentHash());
        }
    }

    /// <summary>The first <see cref="MaxTexts"/> short text messages, oldest first.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_lock)
                return [.. _texts];
        }
    }

    /// <summary>Text messages not in <see cref="Texts"/>.</summary>
    public long TextsLeftOut
    {
        get
        {
            lock (_lock)
                return _textsLeftOut;
        }
    }

    /// <summary>The code of this side's close frame: 1005 when the frame had none, <see langword="null"/> when no close frame was seen.</summary>
    public int? CloseCode { get; internal set; }

    /// <summary>The reason of this side's close frame.</summary>
    public string? CloseReason { get; internal set; }

    internal void Add(ReadOnlySpan<byte> payload, bool text)
    {
        lock (_lock)
        {
            _messages++;
            _bytes += payload.Length;
            _hash?.AppendData(payload);
            if (!text)
                return;
            if (_texts.Count < MaxTexts && payload.Length <= MaxTextBytes && _allowance.TryTake(payload.Length))
                _texts.Add(Encoding.UTF8.GetString(payload));
            else
                _textsLeftOut++;
        }
    }

    /// <summary>Fixes the digest and frees the native hash.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_hash is null)
                return;
            _digest = Convert.ToHexStringLower(_hash.GetHashAndReset());
            _hash.Dispose();
            _hash = null;
        }
    }
}
