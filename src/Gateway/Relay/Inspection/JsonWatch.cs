using System.Text;
using Gateway.Relay.Framing;

namespace Gateway.Relay.Inspection;

/// <summary>Looks for a few fields of JSON text messages; binary messages are counted.</summary>
internal abstract class JsonWatch : FrameWatch
{
    private readonly JsonScanner _scanner;
    private bool _open;

    /// <param name="fields">What to look for.</param>
    protected JsonWatch(JsonFieldSet fields) => _scanner = new JsonScanner(fields);

    /// <summary>Characters of the measured field so far.</summary>
    protected long MeasuredCharacters => _scanner.MeasuredCharacters;

    public sealed override bool Begins(Opcode opcode)
    {
        _open = opcode == Opcode.Text;
        if (_open)
            _scanner.Reset();
        return _open;
    }

    public sealed override void Passes(ReadOnlySpan<byte> payload) => _scanner.Feed(payload);

    public sealed override bool Ends()
    {
        if (!_open)
            return false;
        _open = false;
        return MessageEnds();
    }

    public sealed override void Stops()
    {
        if (_open)
            MessageIsCut();
        _open = false;
    }

    /// <summary>A text message is whole.</summary>
    /// <returns>As <see cref="FrameWatch.Ends"/>.</returns>
    protected abstract bool MessageEnds();

    /// <summary>The direction ended inside a text message.</summary>
    protected abstract void MessageIsCut();

    /// <summary>A field of the message; empty when it is not there.</summary>
    protected ReadOnlySpan<byte> Value(int slot) => _scanner.Value(slot);

    /// <summary>A field as text; null when it is not there.</summary>
    protected string? Text(int slot) => Value(slot) is { IsEmpty: false } value ? Encoding.UTF8.GetString(value) : null;

    /// <summary>A field as a whole number; 0 when it is none.</summary>
    protected long Number(int slot) => long.TryParse(Value(slot), out var number) ? number : 0;
}
