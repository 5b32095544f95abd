using System.Security.Cryptography;
using MedSsl.Hosting;
using Microsoft.Extensions.Options;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Signs reports: ECDSA with P-256 and SHA-256 over the exact bytes, DER, as <c>openssl dgst -sha256 -verify</c> reads it.</summary>
internal sealed class ReportSigner(IOptions<WithdrawalOptions> options, IOptions<HostingOptions> hosting)
{
    /// <summary>The key; created where there is none.</summary>
    /// <exception cref="InvalidDataException">The file holds no private key of that curve.</exception>
    public ECDsa Open()
    {
        var file = options.Value.SigningKeyFile.Length > 0 ? options.Value.SigningKeyFile : Path.Combine(hosting.Value.SpoolFolder, "withdrawal.key");
        if (!File.Exists(file))
        {
            Create(file);
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key.KeySize == 256 ? key : throw new CryptographicException($"its size is {key.KeySize} bits");
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new InvalidDataException($"{file} (Withdrawal:SigningKeyFile) holds no private key on the curve P-256 in PEM: {exception.Message}. `openssl ecparam -name prime256v1 -genkey -noout` makes one.", exception);
        }
    }

    /// <summary>Written aside and given its name whole: a crash leaves no half key, and of two processes one wins.</summary>
    private static void Create(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var aside = $"{file}.{Guid.NewGuid():N}.partial";
        var access = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var stream = new FileStream(aside, access))
            using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            {
                stream.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was first.
        }
        finally
        {
            File.Delete(aside);
        }
    }
}
