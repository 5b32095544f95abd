using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using MedSsl.Dicom;
using MedSsl.Imaging.Phantoms;

namespace MedSsl.AllInOne.Demo;

/// <summary>Labelled synthetic studies as real DICOM files, with the manifest that an import of images reads.</summary>
internal static class PhantomStudies
{
    /// <summary>What to draw.</summary>
    /// <param name="Tasks">Tasks, of <see cref="Phantoms.Tasks"/>.</param>
    /// <param name="Patients">Patients per task; every second one is positive.</param>
    /// <param name="ImagesPerPatient">Images per patient, all of the patient's class.</param>
    /// <param name="Size">Pixels a side.</param>
    /// <param name="Seed">The same seed draws the same studies.</param>
    public sealed record Plan(IReadOnlyList<string> Tasks, int Patients, int ImagesPerPatient, int Size, ulong Seed);

    /// <summary>Writes the files and answers the path of the manifest.</summary>
    public static async Task<string> WriteAsync(string folder, Plan plan, CancellationToken cancellationToken)
    {
        var manifest = new StringBuilder("path,modality,patient_id,study_id,series_id,instance_number,task,label,label_detail,mask_path,split_hint\n");
        foreach (var task in plan.Tasks)
        {
            for (var patient = 0; patient < plan.Patients; patient++)
            {
                for (var instance = 1; instance <= plan.ImagesPerPatient; instance++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var phantom = Phantoms.Draw(task, positive: patient % 2 == 1, plan.Size, plan.Seed, patient, instance);
                    var patientId = string.Create(CultureInfo.InvariantCulture, $"PHANTOM-{plan.Seed}-{task}-{patient:D4}");
                    var path = string.Create(CultureInfo.InvariantCulture, $"{task}/{patient:D4}/{instance:D3}.dcm");
                    var file = Path.Combine(folder, path);
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    await File.WriteAllBytesAsync(file, SecondaryCapture.Write(Describe(phantom, patientId, instance)), cancellationToken);
                    manifest.Append(CultureInfo.InvariantCulture,
                        $"{path},{phantom.Modality},{patientId},{patientId}-study,{patientId}-series,{instance},{task},{(phantom.Positive ? 1 : 0)},synthetic,,\n");
                }
            }
        }

        var manifestFile = Path.Combine(folder, "manifest.csv");
        await File.WriteAllTextAsync(manifestFile, manifest.ToString(), cancellationToken);
        return manifestFile;
    }

    private static SecondaryCaptureImage Describe(Phantom phantom, string patientId, int instance) => new()
    {
        SopClass = SopClasses.OfModality(phantom.Modality),
        PatientId = patientId,
        StudyUid = Uid(patientId + "/study"),
        SeriesUid = Uid(patientId + "/series"),
        SopInstanceUid = Uid(string.Create(CultureInfo.InvariantCulture, $"{patientId}/{instance}")),
        InstanceNumber = instance,
        Modality = phantom.Modality,
        Rows = phantom.Height,
        Columns = phantom.Width,
        BitsAllocated = phantom.BitsStored > 8 ? 16 : 8,
        BitsStored = phantom.BitsStored,
        Signed = phantom.Signed,
        Photometric = phantom.Photometric,
        PixelData = SecondaryCapture.Pack(phantom.StoredValues, phantom.BitsStored > 8 ? 16 : 8),
        RescaleSlope = phantom.RescaleSlope,
        RescaleIntercept = phantom.RescaleIntercept,
        PixelSpacing = phantom.PixelSpacing,
    };

    /// <summary>A UID of the 2.25 form (PS3.5 annex B.2) that follows from a name.</summary>
    private static string Uid(string name) =>
        "2.25." + new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes("medssl phantom " + name)).AsSpan(0, 16), isUnsigned: true, isBigEndian: true);
}
