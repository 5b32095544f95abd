using System.Security.Cryptography;
using MedSsl.Hosting;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion;

/// <summary>Finds the key of the pseudonyms, or creates one for the embedded mode.</summary>
internal static class SiteKey
{
    private const int MinimumBytes = 32;

    public static byte[] Load(IngestionOptions options, ObjectStorageOptions storage, string spool)
    {
        if (options.SiteKey.Length > 0)
        {
            return Decode(options.SiteKey, "Ingestion:SiteKey");
        }

        var file = options.SiteKeyFile.Length > 0 ? options.SiteKeyFile : Path.Combine(spool, "site.key");
        if (!File.Exists(file))
        {
            if (options.SiteKeyFile.Length > 0 || storage.Kind != ObjectStorageOptions.FileSystem)
            {
                throw Invalid($"no site key: set Ingestion:SiteKey (environment MEDSSL_Ingestion__SiteKey) to at least {MinimumBytes} bytes in base64, for example " +
                    $"from `openssl rand -base64 32`, or Ingestion:SiteKeyFile to a file with it; {file} does not exist. All processes that share an object store need the same key.");
            }

            Create(file);
        }

        return Decode(Read(file), file);
    }

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

    private static byte[] Decode(string text, string where)
    {
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length >= MinimumBytes
            ? key[..length]
            : throw Invalid($"the site key in {where} must be at least {MinimumBytes} bytes in base64, for example from `openssl rand -base64 32`");
    }

    private static OptionsValidationException Invalid(string reason) => new(IngestionOptions.SectionName, typeof(IngestionOptions), [reason]);
}
