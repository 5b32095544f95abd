using System.Collections.Frozen;

namespace MedSsl.Dicom.Privacy;

/// <summary>
/// Defined terms of Body Part Examined (PS3.16 annex L, the common ones) and of Image Type and Frame Type (PS3.3 sections C.7.6.1.1.2, C.8.13 and
/// C.8.15 to C.8.17). A word of a closed list names no patient, even where a trial or a phantom is called after it; reference groups are made by it.
/// </summary>
internal static class DefinedTerms
{
    private static readonly FrozenSet<string> BodyParts = new[]
    {
        "ABDOMEN", "ABDOMENPELVIS", "ADRENAL", "ANKLE", "AORTA", "ARM", "AXILLA", "BACK", "BILEDUCT", "BLADDER", "BRAIN", "BREAST", "BRONCHUS", "CALF", "CAROTID",
        "CEREBELLUM", "CERVIX", "CHEST", "CHESTABDOMEN", "CHESTABDPELVIS", "CLAVICLE", "COCCYX", "COLON", "CSPINE", "CTSPINE", "EAR", "ELBOW", "ESOPHAGUS",
        "EXTREMITY", "EYE", "FACE", "FEMUR", "FINGER", "FOOT", "FOREARM", "GALLBLADDER", "HAND", "HEAD", "HEADNECK", "HEART", "HIP", "HUMERUS", "IAC", "JAW",
        "KIDNEY", "KNEE", "LARYNX", "LEG", "LIVER", "LSPINE", "LSSPINE", "LUNG", "MANDIBLE", "MAXILLA", "MEDIASTINUM", "NECK", "NECKCHEST", "NOSE", "ORBIT",
        "OVARY", "PANCREAS", "PAROTID", "PATELLA", "PELVIS", "PHARYNX", "PROSTATE", "RECTUM", "RIB", "SCAPULA", "SHOULDER", "SINUS", "SKULL", "SPINE", "SPLEEN",
        "SSPINE", "STERNUM", "STOMACH", "TESTIS", "THIGH", "THUMB", "THYMUS", "THYROID", "TIBIA", "TLSPINE", "TMJ", "TOE", "TRACHEA", "TSPINE", "UTERUS", "WHOLEBODY",
        "WRIST",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> ImageTypes = new[]
    {
        "ORIGINAL", "DERIVED", "MIXED", "PRIMARY", "SECONDARY", "NONE", "AXIAL", "LOCALIZER", "OTHER", "ANGIO", "ANGIO_TIME", "ASL", "ATTENUATION", "CARDIAC",
        "CARDIAC_CASCORE", "CARDIAC_CTA", "CARDIAC_GATED", "CARDRESP_GATED", "CINE", "DIFFUSION", "DIFFUSION_ANISO", "DIXON", "DYNAMIC", "EMISSION", "FLOW_ENCODED",
        "FLUID_ATTENUATED", "FLUOROSCOPY", "FMRI", "GATED", "MAX_IP", "METABOLITE_MAP", "MIN_IP", "MOTION", "MULTIECHO", "PERFUSION", "PROTON_DENSITY", "REALTIME",
        "RECON GATED TOMO", "RECON TOMO", "REST", "RESP_GATED", "STATIC", "STIR", "STRESS", "TAGGING", "TEMPERATURE", "TOF", "TOMO", "TRANSMISSION", "T1", "T2",
        "T2_STAR", "VELOCITY", "VESSEL", "VOLUME", "WHOLE BODY", "ADC", "ADDITION", "DIVISION", "MASKED", "MAXIMUM", "MEAN", "MINIMUM", "MTT", "MULTIPLICATION",
        "QUANTITY", "RCBF", "RCBV", "REFORMATTED", "RESAMPLED", "STD_DEVIATION", "SUBTRACTION", "T_TEST", "TTP", "Z_SCORE",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly DicomTag FrameType = new(0x0008, 0x9007);

    /// <summary>Whether the value of an attribute is a defined term of that attribute.</summary>
    public static bool Contain(DicomTag tag, string value) =>
        tag == DicomTags.BodyPartExamined ? BodyParts.Contains(value) : (tag == DicomTags.ImageType || tag == FrameType) && ImageTypes.Contains(value);
}
