using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion;

/// <summary>
/// A key of pseudonyms, and how the keys of a site are found, or one is created for the embedded mode. Keys are written one behind the other, the
/// newest last: <c>ID:BASE64</c>, between them blanks, commas or line ends. A key without an id is key 1, as all keys were before there were ids.
/// </summary>
/// <param name="Id">Name of the key, which is written into every object that it de-identified.</param>
/// <param name="Secret">The key.</param>
internal sealed partial record SiteKey(string Id, byte[] Secret)
{
    private const int MinimumBytes = 32;
    private const string FirstId = "1";

    /// <summary>All keys of the site, the newest last.</summary>
    public static IReadOnlyList<SiteKey> Load(IngestionOptions options, ObjectStorageOptions storage, string spool)
    {
        var file = FileOf(options, spool);
        if (options.SiteKey.Length == 0 && !File.Exists(file))
        {
            if (options.SiteKeyFile.Length > 0 || storage.Kind != ObjectStorageOptions.FileSystem)
            {
                throw Invalid($"no site key: set Ingestion:SiteKey (environment MEDSSL_Ingestion__SiteKey) to at least {MinimumBytes} bytes in base64, for example " +
                    $"from `openssl rand -base64 32`, or Ingestion:SiteKeyFile to a file with it; {file} does not exist. All processes that share an object store need the same key.");
            }

            Create(file);
        }

        return Find(options, spool);
    }

    /// <summary>The keys that are there, the newest last; none where there is no key yet, and none is created.</summary>
    public static IReadOnlyList<SiteKey> Find(IngestionOptions options, string spool)
    {
        var file = FileOf(options, spool);
        return options.SiteKey.Length > 0 ? Decode(options.SiteKey, "Ingestion:SiteKey") : File.Exists(file) ? Decode(Read(file), file) : [];
    }

    private static string FileOf(IngestionOptions options, string spool) => options.SiteKeyFile.Length > 0 ? options.SiteKeyFile : Path.Combine(spool, "site.key");

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Invalid($"the site key in {file} cannot be read: {exception.Message}");
        }
    }

    private static void Create(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, options);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(MinimumBytes))));
        stream.Flush(flushToDisk: true);
    }

    private static List<SiteKey> Decode(string text, string where)
    {
        var keys = text.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries).Select((entry, i) => DecodeOne(entry, i + 1, where)).ToList();
        if (keys.GroupBy(key => key.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw Invalid($"the site keys in {where} have the id {twice.Key} twice: give every key an id of its own, as in {twice.Key}:BASE64; the newest comes last");
        }

        return keys.Count > 0 ? keys : throw Invalid(Expected("the site key", where));
    }

    private static SiteKey DecodeOne(string entry, int number, string where)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        var (id, text) = colon < 0 ? (FirstId, entry) : (entry[..colon], entry[(colon + 1)..]);
        var secret = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, secret, out var length) || length < MinimumBytes)
        {
            throw Invalid(Expected(number == 1 ? "the site key" : $"site key number {number}", where));
        }

        return IdForm().IsMatch(id) ? new SiteKey(id, secret[..length])
            : throw Invalid($"the id of site key number {number} in {where} must be 1 to 16 letters, digits, dots, dashes or underscores, before a colon and the key in base64");
    }

    private static string Expected(string what, string where) =>
        $"{what} in {where} must be at least {MinimumBytes} bytes in base64, for example from `openssl rand -base64 32`, with an id and a colon in front where there are several";

    private static OptionsValidationException Invalid(string reason) => new(IngestionOptions.SectionName, typeof(IngestionOptions), [reason]);

    [GeneratedRegex("^[A-Za-z0-9._-]{1,16}$")]
    private static partial Regex IdForm();
}
