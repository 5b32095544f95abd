using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MedSsl.Shards;

/// <summary>
/// Divides patients, not images, into training and test: a function of the patient alone, so the same on every machine and in every version of a
/// dataset, and a patient is never in both. A patient of the test part stays there when the fraction grows.
/// </summary>
public static class PatientSplit
{
    /// <summary>The training part.</summary>
    public const string Train = "train";

    /// <summary>The test part.</summary>
    public const string Test = "test";

    /// <summary>Names the rule of <see cref="Of"/> with its default fraction in a <see cref="DatasetManifest"/>.</summary>
    public const string DefaultRule = "patient-sha256-1:test=0.2";

    private const double DefaultTestFraction = 0.2;

    /// <summary>The part of a patient: test when SHA-256 of <c>medssl-split-1:patientId</c>, read as a fraction of 1, is below <paramref name="testFraction"/>.</summary>
    public static string Of(string patientId, double testFraction = DefaultTestFraction)
    {
        ArgumentException.ThrowIfNullOrEmpty(patientId);
        if (testFraction is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The test fraction is from 0 to 1.");
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"medssl-split-1:{patientId}"));

        // 53 bits fit a double exactly, so the fraction is below 1 and the comparison is the same everywhere.
        var fraction = (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * Math.ScaleB(1, -53);
        return fraction < testFraction ? Test : Train;
    }
}
