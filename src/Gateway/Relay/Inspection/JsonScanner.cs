using System.Buffers;
using System.Runtime.CompilerServices;

namespace Gateway.Relay.Inspection;

/// <summary>
/// Finds a few fields of a JSON object while its bytes pass, wherever reads cut them: long strings are skipped at the
/// speed of a search for their end, nothing is decoded that was not asked for, nothing is kept but the values found.
/// </summary>
/// <remarks>
/// <para>It does not judge: what is not JSON gives no values, never an exception. Property names that are written with
/// escapes are not recognised. A remembered value is at most <see cref="MaxValueBytes"/> long; a longer one, and a string
/// that contains escapes, is not reported.</para>
/// <para>The map: <see cref="Feed"/> walks the bytes in one of three states. Between tokens it follows braces, so that it
/// knows at each depth which node of the field set it stands under; inside a string it jumps to the next quote or
/// backslash; inside a number or word it copies until a delimiter. Not thread-safe: one scanner per direction.</para>
/// </remarks>
internal sealed class JsonScanner(JsonFieldSet fields)
{
    /// <summary>Most fields of one set.</summary>
    public const int MaxFields = 8;

    /// <summary>Deepest field, arrays counted: <c>response.usage.input_tokens</c>, <c>words[].end</c>.</summary>
    public const int MaxDepth = 3;

    /// <summary>Longest property name of a field.</summary>
    public const int MaxNameBytes = 32;

    /// <summary>Longest value that is remembered; ids are 128 at most (waves-api 7.3).</summary>
    public const int MaxValueBytes = 128;

    /// <summary>Deepest nesting that is followed.</summary>
    public const int MaxNesting = 64;

    private enum State : byte
    {
        Between,
        String,
        Escape,
        UnicodeEscape,
        Word,
        Lost,
    }

    [InlineArray(MaxFields)]
    private struct Lengths
    {
        private int _first;
    }

    [InlineArray(MaxDepth + 1)]
    private struct Nodes
    {
        private int _first;
    }

    [InlineArray(MaxNameBytes)]
    private struct Name
    {
        private byte _first;
    }

    private static readonly SearchValues<byte> AfterWord = SearchValues.Create(" \t\r\n,}]"u8);

    private readonly byte[] _values = new byte[fields.Count * MaxValueBytes];
    private Lengths _lengths;
    private Nodes _nodes;
    private Name _name;
    private int _nameLength;
    private ulong _objects;
    private int _depth;
    private State _state;
    private bool _expectsName;
    private bool _isName;
    private int _node = JsonFieldSet.Nothing;
    private int _slot = JsonFieldSet.Nothing;
    private bool _keeps;
    private bool _escaped;
    private int _hexLeft;

    /// <summary>Characters of the <see cref="JsonField.LengthOnly"/> field so far, padding excluded; grows while its string passes.</summary>
    /// <remarks>Base64: six bits each, so <c>characters × 6 / 8</c> bytes. One such field per set.</remarks>
    public long MeasuredCharacters { get; private set; }

    /// <summary>Whether the bytes so far are not a JSON object, so that nothing further is found.</summary>
    public bool IsLost => _state == State.Lost;

    /// <summary>Begins a new message.</summary>
    public void Reset()
    {
        for (var i = 0; i < fields.Count; i++)
            _lengths[i] = 0;
        MeasuredCharacters = 0;
        _depth = 0;
        _objects = 0;
        _state = State.Between;
        _expectsName = false;
        _isName = false;
        _node = JsonFieldSet.Root;
        _slot = JsonFieldSet.Nothing;
    }

    /// <summary>A remembered value: the content of a string, the text of a number or word; empty when it was not found.</summary>
    /// <param name="slot">Its position in the field set.</param>
    public ReadOnlySpan<byte> Value(int slot) =>
        _slot == slot ? default : _values.AsSpan(slot * MaxValueBytes, Math.Max(0, _lengths[slot]));

    /// <summary>Takes the next bytes of the message.</summary>
    /// <param name="bytes">UTF-8, unmasked; cut anywhere. Not kept.</param>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            switch (_state)
            {
                case State.String:
                    bytes = bytes[InString(bytes)..];
                    break;
                case State.Escape:
                    _state = bytes[0] == 'u' ? State.UnicodeEscape : State.String;
                    _hexLeft = 4;
                    bytes = bytes[1..];
                    break;
                case State.UnicodeEscape:
                    if (--_hexLeft == 0)
                        _state = State.String;
                    bytes = bytes[1..];
                    break;
                case State.Word:
                    bytes = bytes[InWord(bytes)..];
                    break;
                case State.Lost:
                    return;
                default:
                    Token(bytes[0]);
                    bytes = bytes[1..];
                    break;
            }
        }
    }

    private void Token(byte b)
    {
        switch (b)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)':':
                break;
            case (byte)'"':
                BeginString();
                break;
            case (byte)',':
                _expectsName = IsObject;
                _node = _expectsName ? JsonFieldSet.Nothing : Container;
                break;
            case (byte)'{' or (byte)'[':
                Open(b == '{');
                break;
            case (byte)'}' or (byte)']':
                _node = JsonFieldSet.Nothing;
                _expectsName = false;
                if (--_depth < 0)
                    _state = State.Lost;
                break;
            default:
                BeginWord(b);
                break;
        }
    }

    private bool IsObject => _depth > 0 && ((_objects >> (_depth - 1)) & 1) != 0;

    /// <summary>The node of the object or array that is open.</summary>
    private int Container => _depth is > 0 and <= MaxDepth + 1 ? _nodes[_depth - 1] : JsonFieldSet.Nothing;

    private void Open(bool isObject)
    {
        // The message itself is an object, or there is nothing to find.
        if (_depth == MaxNesting || (_depth == 0 && !isObject))
        {
            _state = State.Lost;
            return;
        }
        var bit = 1UL << _depth;
        _objects = isObject ? _objects | bit : _objects & ~bit;
        // The elements of an array stand where the array does: words.end is the end of each word, and at last of the last.
        if (_depth <= MaxDepth)
            _nodes[_depth] = _node;
        _depth++;
        _expectsName = isObject;
        _node = isObject ? JsonFieldSet.Nothing : Container;
    }

    private void BeginString()
    {
        if (_depth == 0)
        {
            _state = State.Lost;
            return;
        }
        _state = State.String;
        _escaped = false;
        _isName = _expectsName;
        if (_isName)
            _nameLength = 0;
        else
            BeginValue();
    }

    private void BeginWord(byte first)
    {
        if (_depth == 0 || _expectsName)
        {
            _state = State.Lost;
            return;
        }
        _state = State.Word;
        BeginValue();
        Keep([first]);
    }

    private void BeginValue()
    {
        _slot = fields.SlotOf(_node);
        _keeps = _slot != JsonFieldSet.Nothing && !fields.IsLengthOnly(_node);
        if (_keeps)
            _lengths[_slot] = 0;
        else if (_slot != JsonFieldSet.Nothing)
            MeasuredCharacters = 0;
    }

    /// <returns>Bytes taken: up to and with the closing quote or a backslash, else all.</returns>
    private int InString(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        var content = end < 0 ? bytes : bytes[..end];
        if (_isName)
            KeepName(content);
        else if (_keeps)
            Keep(content);
        else if (_slot != JsonFieldSet.Nothing)
            Measure(content);
        if (end < 0)
            return bytes.Length;
        if (bytes[end] == '"')
            EndString();
        else
            Escape();
        return end + 1;
    }

    private void Escape()
    {
        _state = State.Escape;
        _escaped = true;
        if (!_isName && !_keeps && _slot != JsonFieldSet.Nothing)
            MeasuredCharacters++;
    }

    private void EndString()
    {
        _state = State.Between;
        if (_isName)
        {
            _isName = false;
            _expectsName = false;
            _node = _escaped || _nameLength > MaxNameBytes
                ? JsonFieldSet.Nothing
                : fields.Child(Container, ((ReadOnlySpan<byte>)_name)[.._nameLength]);
            return;
        }
        if (_keeps && _escaped)
            _lengths[_slot] = -1;
        _slot = JsonFieldSet.Nothing;
        _node = JsonFieldSet.Nothing;
    }

    /// <returns>Bytes taken; the delimiter is not among them.</returns>
    private int InWord(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny(AfterWord);
        var content = end < 0 ? bytes : bytes[..end];
        if (_keeps)
            Keep(content);
        if (end < 0)
            return bytes.Length;
        _state = State.Between;
        _slot = JsonFieldSet.Nothing;
        _node = JsonFieldSet.Nothing;
        return end;
    }

    /// <summary>Base64 ends in one or two '='; wherever reads cut, what is counted is the characters that carry bits.</summary>
    private void Measure(ReadOnlySpan<byte> content)
    {
        var padding = 0;
        while (padding < 2 && padding < content.Length && content[^(padding + 1)] == '=')
            padding++;
        MeasuredCharacters += content.Length - padding;
    }

    private void KeepName(ReadOnlySpan<byte> content)
    {
        if (_nameLength + content.Length <= MaxNameBytes)
            content.CopyTo(((Span<byte>)_name)[_nameLength..]);
        _nameLength = Math.Min(_nameLength + content.Length, MaxNameBytes + 1);
    }

    private void Keep(ReadOnlySpan<byte> content)
    {
        if (!_keeps)
            return;
        ref var length = ref _lengths[_slot];
        if (length < 0)
            return;
        if (length + content.Length > MaxValueBytes)
        {
            length = -1;
            return;
        }
        content.CopyTo(_values.AsSpan(_slot * MaxValueBytes + length));
        length += content.Length;
    }
}
