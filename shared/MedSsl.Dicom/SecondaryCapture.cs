using System.Buffers.Binary;
using System.Globalization;

namespace MedSsl.Dicom;

/// <summary>Makes DICOM files of plain pixels (PS3.3 A.8 and, for phantoms, the single-frame CR, CT, MR and US objects).</summary>
public static class SecondaryCapture
{
    /// <summary>Writes a Part 10 file; equal images give equal bytes.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="ArgumentException">Its numbers do not fit together.</exception>
    public static byte[] Write(SecondaryCaptureImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return DicomWriter.Write(ToDataset(image));
    }

    /// <summary>Stored values as pixel cells: little endian, two's complement where negative.</summary>
    /// <param name="values">Stored values.</param>
    /// <param name="bitsAllocated">Bits of a cell: 8, 16 or 32.</param>
    public static byte[] Pack(ReadOnlySpan<int> values, int bitsAllocated)
    {
        if (bitsAllocated is not (8 or 16 or 32))
        {
            throw new ArgumentOutOfRangeException(nameof(bitsAllocated), bitsAllocated, "A pixel cell has 8, 16 or 32 bits.");
        }

        var bytes = new byte[values.Length * (bitsAllocated / 8)];
        for (var i = 0; i < values.Length; i++)
        {
            switch (bitsAllocated)
            {
                case 8:
                    bytes[i] = (byte)values[i];
                    break;
                case 16:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), (ushort)values[i]);
                    break;
                default:
                    BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), values[i]);
                    break;
            }
        }

        return bytes;
    }

    private static DicomDataset ToDataset(SecondaryCaptureImage image)
    {
        var samples = image.Photometric == "RGB" ? 3 : 1;
        var stored = image.BitsStored ?? image.BitsAllocated;
        var expected = (long)image.Rows * image.Columns * samples * (image.BitsAllocated / 8);
        if (image.Rows is < 1 or > ushort.MaxValue || image.Columns is < 1 or > ushort.MaxValue || image.BitsAllocated is not (8 or 16 or 32)
            || stored < 1 || stored > image.BitsAllocated || image.PixelData.Length != expected)
        {
            throw new ArgumentException(
                $"{image.Rows} x {image.Columns} pixels of {samples} samples, {image.BitsAllocated} bits allocated and {stored} stored, take {expected} bytes of pixel data; {image.PixelData.Length} are given.",
                nameof(image));
        }

        var dataset = new DicomDataset();
        dataset.SetString(DicomTags.SpecificCharacterSet, "CS", "ISO_IR 192");
        dataset.SetString(DicomTags.ImageType, "CS", "DERIVED", "SECONDARY");
        dataset.SetString(DicomTags.SopClassUid, "UI", image.SopClass);
        dataset.SetString(DicomTags.SopInstanceUid, "UI", image.SopInstanceUid);
        dataset.SetString(DicomTags.Modality, "CS", image.Modality);
        if (image.SopClass == SopClasses.SecondaryCapture)
        {
            dataset.SetString(DicomTags.ConversionType, "CS", "WSD");
        }

        dataset.SetString(DicomTags.PatientId, "LO", image.PatientId);
        dataset.SetString(DicomTags.StudyInstanceUid, "UI", image.StudyUid);
        dataset.SetString(DicomTags.SeriesInstanceUid, "UI", image.SeriesUid);
        dataset.SetString(DicomTags.InstanceNumber, "IS", image.InstanceNumber.ToString(CultureInfo.InvariantCulture));

        // Whoever hands over plain pixels vouches for them: a research set, a phantom.
        dataset.SetString(DicomTags.BurnedInAnnotation, "CS", "NO");

        // Type 2 attributes: present, without a value (PS3.5 section 7.4.3).
        foreach (var (tag, vr) in EmptyAttributes)
        {
            dataset.SetString(tag, vr);
        }

        if (image.BodyPart is not null)
        {
            dataset.SetString(DicomTags.BodyPartExamined, "CS", image.BodyPart);
        }

        if (image.PixelSpacing is { } spacing)
        {
            dataset.SetString(DicomTags.PixelSpacing, "DS", Decimal(spacing), Decimal(spacing));
        }

        if (image.RescaleSlope is { } slope)
        {
            dataset.SetString(DicomTags.RescaleIntercept, "DS", Decimal(image.RescaleIntercept ?? 0));
            dataset.SetString(DicomTags.RescaleSlope, "DS", Decimal(slope));
            dataset.SetString(DicomTags.RescaleType, "LO", image.Modality == "CT" ? "HU" : "US");
        }

        if (image is { WindowCenter: { } center, WindowWidth: { } width })
        {
            dataset.SetString(DicomTags.WindowCenter, "DS", Decimal(center));
            dataset.SetString(DicomTags.WindowWidth, "DS", Decimal(width));
        }

        dataset.SetUInt16(DicomTags.SamplesPerPixel, (ushort)samples);
        dataset.SetString(DicomTags.PhotometricInterpretation, "CS", image.Photometric);
        if (samples > 1)
        {
            dataset.SetUInt16(DicomTags.PlanarConfiguration, 0);
        }

        dataset.SetUInt16(DicomTags.Rows, (ushort)image.Rows);
        dataset.SetUInt16(DicomTags.Columns, (ushort)image.Columns);
        dataset.SetUInt16(DicomTags.BitsAllocated, (ushort)image.BitsAllocated);
        dataset.SetUInt16(DicomTags.BitsStored, (ushort)stored);
        dataset.SetUInt16(DicomTags.HighBit, (ushort)(stored - 1));
        dataset.SetUInt16(DicomTags.PixelRepresentation, image.Signed ? (ushort)1 : (ushort)0);
        dataset.SetBytes(DicomTags.PixelData, image.BitsAllocated > 8 ? "OW" : "OB", image.PixelData);
        return dataset;
    }

    /// <summary>Attributes that an image must carry, and that carry nothing here.</summary>
    internal static readonly (DicomTag Tag, string Vr)[] EmptyAttributes =
    [
        (DicomTags.StudyDate, "DA"), (DicomTags.StudyTime, "TM"), (DicomTags.AccessionNumber, "SH"), (DicomTags.ReferringPhysicianName, "PN"),
        (DicomTags.PatientName, "PN"), (DicomTags.PatientBirthDate, "DA"), (DicomTags.PatientSex, "CS"), (DicomTags.StudyId, "SH"),
    ];

    /// <summary>A decimal string has at most 16 characters (PS3.5 section 6.2).</summary>
    private static string Decimal(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Length <= 16 ? text : value.ToString("G9", CultureInfo.InvariantCulture);
    }
}
