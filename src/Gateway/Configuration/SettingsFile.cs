using System.Text.Json;

namespace Gateway.Configuration;

/// <summary>
/// The settings file (<c>--config</c>) as a source of settings. Its content changes only whole, by <see cref="Swap"/>;
/// <see cref="SettingsWatcher"/> sees to it that what comes in is good. Thread-safe for readers.
/// </summary>
/// <param name="path">Absolute path of a JSON file.</param>
internal sealed class SettingsFile(string path) : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Where it is.</summary>
    public string Path => path;

    /// <summary>The bytes in force.</summary>
    public byte[] Content { get; private set; } = [];

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no JSON object.</exception>
    public override void Load()
    {
        try
        {
            Content = File.ReadAllBytes(path);
        }
        catch (DirectoryNotFoundException)
        {
            throw new FileNotFoundException(null, path);
        }
        Data = Parse(Content);
    }

    /// <summary>The settings in the bytes of a file.</summary>
    /// <exception cref="InvalidDataException">They are no JSON object; the inner exception says where.</exception>
    public IDictionary<string, string?> Parse(byte[] content)
    {
        try
        {
            using var stream = new MemoryStream(content);
            return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable()
                .Where(setting => setting.Value is not null)
                .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);
        }
        catch (JsonException exception)
        {
            // Not the reader's own words: they may repeat a piece of the text, and with it of a secret.
            throw new InvalidDataException(null, new FormatException($"'{path}' is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.", exception));
        }
        catch (FormatException exception)
        {
            throw new InvalidDataException(null, exception);
        }
    }

    /// <summary>Puts other content in force; everybody who follows the settings is told.</summary>
    public void Swap(byte[] content, IDictionary<string, string?> data)
    {
        (Content, Data) = (content, data);
        OnReload();
    }
}
