using System.Globalization;
using System.Text;
using MedSsl.Dicom;
using MedSsl.Dicom.Privacy.Profile;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>
/// Objects full of secrets: every attribute of the table, unknown and private ones and those of the allow-list, with each representation that holds
/// text, at depths 0 to 4. Either no byte of a secret is in what would be written, or the object is refused.
/// </summary>
public sealed class SeededSecretsTests
{
    private const ProfileOptions Everything =
        ProfileOptions.ModifiedDates | ProfileOptions.Device | ProfileOptions.PatientCharacteristics | ProfileOptions.Descriptors | ProfileOptions.SafePrivate;

    private static readonly string[] TextRepresentations = ["AE", "AS", "CS", "DS", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UN", "UR", "UT", "OB", "DA", "DT", "UI"];

    [Theory]
    [InlineData(ProfileOptions.None, false)]
    [InlineData(ProfileOptions.ModifiedDates | ProfileOptions.Device | ProfileOptions.PatientCharacteristics, true)]
    [InlineData(Everything, true)]
    public void TryDeIdentify_no_seeded_secret_is_in_the_bytes(ProfileOptions options, bool acquisition)
    {
        var deIdentifier = new DeIdentifier(new byte[32], new DeIdentificationProfile { Options = options, AcquisitionParameters = acquisition });
        var written = 0;
        for (var seed = 1; seed <= 120; seed++)
        {
            // Values that identify, as the source's own identity and scattered over everything else.
            var secrets = new[] { $"Zyx{seed}wvu", $"QQ-{7000 + seed}-KX", $"19{30 + (seed % 60)}0{1 + (seed % 9)}17", $"1.2.826.0.1.{seed}.77" };
            var source = Objects.Image();
            source.SetString(DicomTags.PatientName, "PN", secrets[0]);
            source.SetString(DicomTags.PatientId, "LO", secrets[1]);
            source.SetString(DicomTags.PatientBirthDate, "DA", secrets[2]);
            source.SetString(DicomTags.StudyInstanceUid, "UI", secrets[3]);
            Seed(source, seed, secrets, depth: 0);
            var before = Encoding.Latin1.GetString(DicomWriter.Write(source));
            Assert.All(secrets, secret => Assert.Contains(secret, before, StringComparison.Ordinal)); // or the test would prove nothing

            if (deIdentifier.TryDeIdentify(source, out var result, out var error))
            {
                written++;
                var after = Encoding.Latin1.GetString(DicomWriter.Write(result));
                Assert.All(secrets, secret => Assert.False(after.Contains(secret, StringComparison.OrdinalIgnoreCase), $"seed {seed}: {secret}"));
            }
            else
            {
                Assert.Equal(DicomErrorCode.IdentifierSurvived, error.Code);
            }
        }

        Assert.Equal(120, written); // the filter takes out all of them; that the check behind it works, LeakCheckTests show
    }

    private static void Seed(DicomDataset dataset, int seed, string[] secrets, int depth)
    {
        var random = new Random((seed * 31) + depth);
        for (var i = 0; i < 60; i++)
        {
            var tag = Tag(random);
            if (Fixed(tag))
            {
                continue;
            }

            var vr = TextRepresentations[random.Next(TextRepresentations.Length)];
            var secret = secrets[random.Next(secrets.Length)];
            var value = random.Next(3) switch { 0 => secret, 1 => $"of {secret} ", _ => $"{secret}\\{secret}" };
            if (depth < 4 && i % 12 == 0)
            {
                var item = new DicomDataset();
                Seed(item, seed + (i * 1000), secrets, depth + 1);
                dataset.SetItems(tag, [item]);
            }
            else
            {
                dataset.SetBytes(tag, vr, Encoding.UTF8.GetBytes(value));
            }
        }
    }

    /// <summary>An attribute of the table, of the allow-list, of image objects, private, or of no list.</summary>
    private static DicomTag Tag(Random random)
    {
        var row = ConfidentialityTable.Rows[random.Next(ConfidentialityTable.Rows.Count - 1)];
        var number = random.Next(6) switch
        {
            0 => MedSsl.Dicom.Privacy.AllowList.Rules.Keys[random.Next(MedSsl.Dicom.Privacy.AllowList.Rules.Count)],
            1 => (uint)((0x0009 + (2 * random.Next(30))) << 16) | (uint)random.Next(0x10, 0x10FF),
            2 => (uint)(0x0018 << 16) | (uint)random.Next(0x10, 0x1400),
            4 => ImageAttributes.Rows[random.Next(ImageAttributes.Rows.Count)].Tag.Number,
            3 => (uint)(0x0021 << 16) | (uint)random.Next(0x10, 0xFFFF),
            _ => uint.Parse(row.Pattern.Replace('x', '2'), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        };
        return new DicomTag((ushort)(number >> 16), (ushort)number);
    }

    /// <summary>What makes the object an image, the identity that is sought, and the groups that no data set has.</summary>
    private static bool Fixed(DicomTag tag) =>
        tag.Group is < 8 or 0x7FE0 or > 0x7FFF || tag.Group is 0x0028
        || tag == DicomTags.SpecificCharacterSet || tag == DicomTags.SopClassUid || tag == DicomTags.SopInstanceUid || tag == DicomTags.SeriesInstanceUid
        || tag == DicomTags.PatientName || tag == DicomTags.PatientId || tag == DicomTags.PatientBirthDate || tag == DicomTags.StudyInstanceUid;
}
